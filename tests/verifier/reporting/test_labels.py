from dataclasses import replace

import pytest

from extractors.models import Evidence, Seal, SealInk, SealShape
from verifier.models import MaterialStatus, Outcome
from verifier.reporting import labels
from verifier.reporting.coverage import Support

# The field paths of the public contract.
CONTRACT = {
    "application_cover": "applicant filled_on",
    "application_form": (
        "registered_on entity_type address postcode contact phone website_record registered_capital investors[].name "
        "investors[].share total_assets equipment_count equipment_value equipment_asset_share area_total area_owned "
        "area_rented headcount qualified_count qualified_share years[].year years[].revenue years[].service_revenue "
        "years[].total_assets years[].profit years[].tax years[].clients services[].name services[].scale "
        "services[].revenue_share partners[].name"
    ),
    "equipment_list": "rows[].name rows[].quantity rows[].bought_on rows[].price count value",
    "staff_list": (
        "rows[].name rows[].age rows[].education rows[].school rows[].title rows[].duty count qualified_count "
        "qualified_share"
    ),
    "staff_roster": (
        "rows[].name rows[].age rows[].education rows[].school rows[].title rows[].duty count qualified_count "
        "qualified_share"
    ),
    "client_list": "rows[].name rows[].contact rows[].service rows[].satisfied count satisfied_count total_served",
    "business_licence": (
        "name credit_code type legal_representative registered_capital established_on address term_from term_to scope "
        "registrar issued_on"
    ),
    "institution_certificate": (
        "name credit_code type legal_representative registered_capital established_on address term_from term_to scope "
        "registrar issued_on"
    ),
    "credit_china_report": "subject credit_code printed_on record_count",
    "gsxt_penalty": "subject credit_code printed_on record_count",
    "gsxt_abnormal": "subject credit_code printed_on record_count",
    "gsxt_dishonest": "subject credit_code printed_on record_count",
    "property_certificate": "holder number address area",
    "lease": "lessor lessee address area starts_on ends_on rent signed_on",
    "qualification": "title holder number issuer valid_to",
    "audit_report": (
        "firm number entity signed_on year opinion total_assets total_assets_opening total_liabilities total_equity "
        "revenue profit net_profit"
    ),
    "special_audit_report": "firm entity year service_revenue service_cost",
    "declaration": "applicant signed_on",
    "recommendation_form": "applicant county filled_on method survey_count very_satisfied satisfied dissatisfied",
}
PATHS = [f"{kind}.{field}" for kind, fields in CONTRACT.items() for field in fields.split()]


@pytest.mark.parametrize("path", PATHS)
def test_every_field_of_the_contract_has_a_chinese_name(path: str) -> None:
    label = labels.field_label(path.replace("[]", "[4]"))
    assert any("\u4e00" <= character <= "\u9fff" for character in label.name)
    assert label.kind == path.partition(".")[0]
    shares = path.endswith("share")
    assert (label.unit == "%") is shares


@pytest.mark.parametrize(
    ("path", "document", "entry", "name"),
    [
        ("lease.rent", 1, "", "租金"),
        ("qualification[1].holder", 2, "", "持证单位"),
        ("application_form.investors[1].share", 1, "投资方2", "投资比例"),
        ("staff_list.rows[11].education", 1, "第12行", "学历"),
        ("audit_report[2].rows[0].seal", 3, "第1行", "rows[0].seal"),
        ("declaration.seal", 1, "", "印章"),
        ("declaration.unheard_of", 1, "", "unheard_of"),
        ("declaration", 1, "", ""),
    ],
)
def test_indices_become_words_for_the_reader(path: str, document: int, entry: str, name: str) -> None:
    label = labels.field_label(path)
    assert (label.document, label.entry, label.name) == (document, entry, name)


def test_every_code_has_its_word() -> None:
    words = [
        *(labels.outcome_word(outcome) for outcome in (*Outcome, None)),
        *(labels.outcome_meaning(outcome) for outcome in Outcome),
        *(labels.status_word(status) for status in MaterialStatus),
        *(labels.support_word(support) for support in Support),
        labels.confirmation_word("check-digit"),
    ]
    assert all(any("\u4e00" <= character <= "\u9fff" for character in word) for word in words)


@pytest.mark.parametrize("shape", SealShape)
@pytest.mark.parametrize("ink", SealInk)
def test_a_seal_is_told_by_ink_outline_and_whether_it_is_whole(shape: SealShape, ink: SealInk) -> None:
    seal = Seal(shape, Evidence("a.pdf", 1, ((0, 0), (1, 0), (1, 1), (0, 1)), "", 0.5), None, ink=ink)
    whole, part = labels.seal_words(seal), labels.seal_words(replace(seal, whole=False))
    assert part == f"{whole}的一部分"
    assert {"round": "圆形", "oval": "椭圆形", "square": "方形"}[shape] in whole
    assert {"red": "红色", "black": "黑色"}[ink] in whole


@pytest.mark.parametrize(
    ("confidence", "level"),
    [(1.0, "high"), (0.95, "high"), (0.949, "medium"), (0.8, "medium"), (0.79, "low"), (0.0, "low"), (-0.1, "low")],
)
def test_confidence_has_three_levels(confidence: float, level: str) -> None:
    assert labels.confidence_label(confidence).level == level
