"""The portal's figures: each has a name for the reviewer, and is compared by one rule."""

from importlib.resources import files

import yaml

from verifier.fields import known_fields
from verifier.ruleset import load_ruleset

WORDS = yaml.safe_load(files("verifier.checks").joinpath("portal.yaml").read_text("utf-8"))
PATHS = {f"application_form.{name}" for name in known_fields()["application_form"]}
RULES = load_ruleset("xuchang-2020-154").rules
# Checks that read the portal's figures of the form without naming them as parameters.
BUILT_IN = {
    "premises_area": {"application_form.area_total", "application_form.area_owned", "application_form.area_rented"}
}


def test_every_figure_of_the_form_has_a_name() -> None:
    columns = {path.rpartition(".")[2] for path in PATHS}
    assert columns <= set(WORDS["names"]) | set(WORDS["described"])
    assert {path.split(".")[1].removesuffix("[]") for path in PATHS if "[]" in path} <= set(WORDS["tables"])


def test_what_the_form_s_rule_leaves_to_others_is_compared_by_others() -> None:
    (rule,) = (rule for rule in RULES if rule.check == "form_arithmetic")
    others = set()
    for other in RULES:
        parameters = other.parameters
        others |= {*parameters.get("declared", ()), parameters.get("count"), parameters.get("share")}
        others |= BUILT_IN.get(other.check, set())
    assert set(rule.parameters["elsewhere"]) <= others
