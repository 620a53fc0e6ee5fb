"""The sorts of check that rules of a ruleset name; one file a sort, its docstring is its manual page."""

from collections.abc import Mapping
from typing import Any

from verifier.checks.agreement import AGREEMENT
from verifier.checks.amounts_in_words import IN_WORDS
from verifier.checks.audit import AUDIT_OPINION, AUDIT_YEAR, BALANCE
from verifier.checks.codes import CODE
from verifier.checks.dates import DATES_IN_ORDER
from verifier.checks.distinct_rows import DISTINCT_ROWS
from verifier.checks.duplicates import DUPLICATES
from verifier.checks.form_arithmetic import FORM_ARITHMETIC
from verifier.checks.functions import FUNCTIONS
from verifier.checks.growth import GROWTH
from verifier.checks.kinds import CheckKind
from verifier.checks.materials import MATERIALS
from verifier.checks.premises import PREMISES_AREA, PREMISES_HOLDER, PREMISES_PLACE
from verifier.checks.printouts import NO_RECORDS, PRINTED_IN_MONTH
from verifier.checks.public_benefit import PUBLIC_BENEFIT
from verifier.checks.qualification_term import QUALIFICATION_TERM
from verifier.checks.qualified import QUALIFIED_COUNT, QUALIFIED_RATIO
from verifier.checks.recognition import RECOGNITION
from verifier.checks.registration import LEGAL_PERSONALITY, OPERATING_PERIOD, REGISTERED_IN
from verifier.checks.satisfaction import SATISFACTION
from verifier.checks.seals import SEAL_NAME, SEALED
from verifier.checks.sections import SECTIONS
from verifier.checks.shared_clients import SHARED_CLIENTS
from verifier.checks.shared_pages import SHARED_PAGES
from verifier.checks.signatures import SIGNED
from verifier.checks.terms import LEASE_TERM, LICENCE_TERM
from verifier.checks.threshold import THRESHOLD

CHECKS: Mapping[str, CheckKind[Any]] = {
    "agreement": AGREEMENT,
    "amounts_in_words": IN_WORDS,
    "audit_opinion": AUDIT_OPINION,
    "audit_year": AUDIT_YEAR,
    "balance": BALANCE,
    "credit_code": CODE,
    "dates_in_order": DATES_IN_ORDER,
    "distinct_rows": DISTINCT_ROWS,
    "duplicates": DUPLICATES,
    "form_arithmetic": FORM_ARITHMETIC,
    "growth": GROWTH,
    "functions": FUNCTIONS,
    "lease_term": LEASE_TERM,
    "legal_personality": LEGAL_PERSONALITY,
    "licence_term": LICENCE_TERM,
    "materials": MATERIALS,
    "no_records": NO_RECORDS,
    "operating_period": OPERATING_PERIOD,
    "premises_area": PREMISES_AREA,
    "premises_holder": PREMISES_HOLDER,
    "premises_place": PREMISES_PLACE,
    "printed_in_month": PRINTED_IN_MONTH,
    "qualification_term": QUALIFICATION_TERM,
    "qualified_count": QUALIFIED_COUNT,
    "qualified_ratio": QUALIFIED_RATIO,
    "public_benefit": PUBLIC_BENEFIT,
    "recognition": RECOGNITION,
    "registered_in": REGISTERED_IN,
    "satisfaction": SATISFACTION,
    "seal_name": SEAL_NAME,
    "sealed": SEALED,
    "sections": SECTIONS,
    "shared_clients": SHARED_CLIENTS,
    "shared_pages": SHARED_PAGES,
    "signed": SIGNED,
    "threshold": THRESHOLD,
}
