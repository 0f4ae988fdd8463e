"""A verdict and the reason for it: half for the one, the other half for both."""

from collections.abc import Sequence

from lms.i18n import _
from lms.questions.answers import Answer
from lms.questions.choosing import findings_of, rows_of, verdict, words_of_option
from lms.questions.controls import Choice
from lms.questions.kind import Group, only
from lms.questions.question import Option

REASON = "reason"
FEW, MOST = 3, 4


def reason_control(reasons: Sequence[Option], order: list[str]) -> Choice:
    return Choice(REASON, rows_of(reasons, order), label=_("Why?"))


def reason_group(reasons: Sequence[Option], order: list[str], answer: Answer, key: str) -> Group:
    return Group(findings_of(reasons, order, only(answer, REASON), key), label=_("Why?"))


def words_of_reason(reasons: Sequence[Option], answer: Answer) -> list[str]:
    given = only(answer, REASON)
    return [words_of_option(option) for option in reasons if option.id == given]


def half_and_half(verdict_holds: bool, reason_holds: bool) -> float:
    """½ for the verdict alone; a reason for the wrong verdict is worth nothing."""
    return 0.5 * verdict_holds * (1 + reason_holds)


def as_a_whole(score: float) -> str:
    return verdict(score, _("Half right: yes, but for another reason."))
