"""A report in which every text is from a stranger who means harm."""

from dataclasses import replace

from extractors.models import Evidence, Field, Problem
from tests.verifier.reporting.dossier import empty_dossier, make_report
from verifier.models import Check, DossierFile, Finding, Outcome, Report, Value

FORMULA = '=HYPERLINK("http://evil.example","点我")'
STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
CODES = "a\x00b\x07c\x0bd\x1be\ud800f\ufffeg"  # what XML cannot hold
BIDI = "营业执照\u202egpj.exe"
MARKUP = '#import "x" *粗* $x$ <b>&amp; <script>alert(1)</script> _x202E_ \\u{202e} @ref `raw`'
RARE = "𠮷野家😀"
LONG = "a" * 300
WORDS = (*(f"{start}1+1" for start in STARTS), FORMULA, CODES, BIDI, MARKUP, RARE, LONG)
FILE = "=1+1\u202e.pdf"


def endless_report() -> Report:
    """Names, messages and values that are far longer than a page, and hundreds of values."""
    endless = "材料中没有找到可以对照的内容，见申报材料第12页。" * 100
    places = [
        Evidence(f"文件{file}.pdf", page, ((0.1, 0.1), (0.2, 0.1), (0.2, 0.12), (0.1, 0.12)), "x", 0.9)
        for file in range(40)
        for page in range(1, 6)
    ]
    values = tuple(
        Value(f"client_list.rows[{number}].name", "企业" * 200, "原文" * 200, (place,))
        for number, place in enumerate(places)
    )
    checks = [
        Check(f"r-{outcome}", "第七条（二）", endless, Finding(outcome, endless, values, values, 0.9, (endless,) * 3))
        for outcome in Outcome
    ]
    return make_report(replace(empty_dossier(), id=endless), checks, applicant=endless)


def hostile_report() -> Report:
    evidence = Evidence(FILE, 1, ((0.1, 0.1), (0.2, 0.1), (0.2, 0.2), (0.1, 0.2)), BIDI, 0.9)
    fields = {
        f"business_licence.x{n}": Field(f"business_licence.x{n}", text, text, 0.9, (evidence,), text)
        for n, text in enumerate(WORDS)
    }
    checks = [
        Check(
            text,
            text,
            text,
            Finding(
                outcome,
                text,
                (Value("application_form.name", text, text),),
                (Value("business_licence.name", text, text, (evidence,)),),
                0.9,
                (text,),
            ),
        )
        for text in WORDS
        for outcome in (Outcome.DISCREPANCY, Outcome.PASS)
    ]
    dossier = replace(
        empty_dossier(),
        id=BIDI,
        files=(DossierFile(FILE, "f" * 64, 2),),
        fields=fields,
        declared={"application_form.headcount": Field("application_form.headcount", 12, FORMULA, 1.0, ())},
        problems=tuple(Problem(FILE, 2, text, text) for text in WORDS),
    )
    return make_report(dossier, checks, applicant=FORMULA)
