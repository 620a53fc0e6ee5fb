"""What people said of a report: the decision on each check, and the conclusion that one of them signed."""

from verifier.models import Review
from verifier.reporting.labels import recommendation_word, verdict_word
from verifier.reporting.wording import moment_words

HEADING = "审核结论"
DECISION = "审核决定"
SIGNATURE = "审核人（签字）：＿＿＿＿＿＿＿＿　　＿＿＿＿年＿＿月＿＿日"


def conclusion_facts(review: Review | None) -> tuple[tuple[str, str], ...]:
    """Name and content of each line of the conclusion; none where there is no conclusion."""
    if review is None:
        return ()
    return (
        ("结论", recommendation_word(review.verdict)),
        ("审核意见", review.opinion),
        ("审核人", review.signed_by),
        ("签署时间", moment_words(review.signed_at)),
    )


def decision_words(review: Review | None, rule: str) -> str:
    """`排除：附件三的金额为笔误。（张工，2026年3月20日 14:05）`; empty where nobody decided on the check."""
    decided = None if review is None else review.decisions.get(rule)
    if decided is None:
        return ""
    return (
        f"{verdict_word(decided.verdict)}：{decided.reason}（{decided.decided_by}，{moment_words(decided.decided_at)}）"
    )
