from collections import Counter

from samples.faults import WAYS
from samples.survey import FAULTLESS, plan_survey


def test_every_rule_is_broken_twice_over_all_qualities() -> None:
    sittings = list(plan_survey(60, 9000))
    planted = Counter(rule for sitting in sittings for rule in sitting.faults)
    assert set(planted) == set(WAYS)
    assert min(planted.values()) >= 2
    assert Counter(sitting.quality for sitting in sittings) == {"clean": 20, "typical": 20, "poor": 20}
    assert sum(not sitting.faults for sitting in sittings) == 60 // FAULTLESS


def test_the_same_seed_plans_the_same_survey() -> None:
    assert list(plan_survey(4, 100)) == list(plan_survey(4, 100))
