from verifier.checks import CHECKS
from verifier.checks.explanations import explanations


def test_every_sort_of_check_is_explained_and_says_when_a_person_is_asked() -> None:
    assert set(explanations()) == set(CHECKS)
    for name, passage in explanations().items():
        assert "人工核对" in passage, name
        assert passage.endswith("。"), name
