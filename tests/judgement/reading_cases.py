"""Reads the notation of the hand-made cases (`cases.yaml`, `proposal_cases.yaml`) into evidence for the rules."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from ruamel.yaml import YAML

from lms.judgement.evidence import (
    Coached,
    DebtKind,
    Due,
    ModuleGiven,
    OfferDeclined,
    ReviewGiven,
    ShowGiven,
    ShowStanding,
    SkillEvidence,
    TryMade,
)
from lms.judgement.states import Debt
from lms.plan.rules import Away

ZONE = ZoneInfo("Asia/Shanghai")
REVIEW_TAKES = timedelta(hours=1)
REVIEW_PROMISED_WITHIN = timedelta(days=3)
LONG_AGO = date(2025, 1, 1)
UNSAID: Any = object()

Looks = Mapping[str, Callable[[], list[str]]]
"""By its name what each case finds otherwise than expected, asked afresh at each call."""


def table(name: str) -> dict[str, Any]:
    read: dict[str, Any] = YAML(typ="safe", pure=True).load(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    return read


DEFAULTS = table("cases.yaml")["defaults"]
"""What both tables leave out: the bar, the quiz, who coaches."""


@dataclass(frozen=True)
class MondayToFriday:
    """Working days without any calendar, but for the holidays that a case names."""

    holidays: frozenset[date] = frozenset()

    def is_working(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.holidays

    def known(self, year: int) -> bool:
        return True


def moment(local: str | datetime) -> datetime:
    """A local time of the table as the moment in UTC that the rules are given."""
    naive = local if isinstance(local, datetime) else datetime.fromisoformat(local)
    return naive.replace(tzinfo=ZONE).astimezone(UTC)


def kind_of(said: dict[str, Any]) -> tuple[DebtKind, Any]:
    """Take the one key of `said` that names a kind, with its value."""
    (name,) = said.keys() & {kind.value for kind in DebtKind}
    return DebtKind(name), said.pop(name)


def due(*, by: date, owed_by: int | None = None, **said: Any) -> Due:
    kind, which = kind_of(said)
    assert not said, f"not understood: {said}"
    if kind is DebtKind.MODULE:
        return Due(kind=kind, ordinal=1, subject=which, due_on=by, owed_by=owed_by)
    return Due(kind=kind, ordinal=which, subject="", due_on=by, owed_by=owed_by)


def show(
    *, record: int, at: str, by: int, standing: str, entered: str | None = None, told: str | None = None
) -> ShowGiven:
    return ShowGiven(
        record_id=record,
        by=by,
        happened_at=moment(at),
        recorded_at=moment(entered or at),
        told_at=moment(told or entered or at),
        standing=ShowStanding(standing),
    )


def module(*, record: int, module: str, at: str) -> ModuleGiven:
    return ModuleGiven(record_id=record, module=module, happened_at=moment(at))


def review(
    *,
    record: int,
    rater: int,
    mean: float | None = None,
    closed: str | datetime,
    critical: bool = True,
    assigned: bool = True,
    items: dict[str, int] | None = None,
) -> ReviewGiven:
    """`items` are the levels of a checklist; the mean is then theirs."""
    levels = tuple(sorted((items or {}).items()))
    if mean is None:
        mean = sum(level for _, level in levels) / len(levels)
    return ReviewGiven(
        record_id=record,
        rater=rater,
        closed_at=moment(closed),
        mean_level=mean,
        critical_done=critical,
        by_assigned_trainer=assigned,
        levels=levels,
    )


def try_made(
    *,
    record: int,
    at: str,
    review_by: date | None = None,
    owed_by: int | None = UNSAID,
    reviews: tuple[dict[str, Any], ...] = (),
    **one_review: Any,
) -> TryMade:
    happened = datetime.fromisoformat(at)
    if one_review:
        one_review["record"] = one_review.pop("review")
        one_review.setdefault("closed", happened + REVIEW_TAKES)
        reviews = (one_review,)
    return TryMade(
        record_id=record,
        happened_at=moment(at),
        review_due_on=review_by or (happened + REVIEW_PROMISED_WITHIN).date(),
        review_owed_by=DEFAULTS["owed_by"] if owed_by is UNSAID else owed_by,
        reviews=tuple(review(**said) for said in reviews),
    )


def offer(*, record: int, **said: Any) -> OfferDeclined:
    kind, when = kind_of(said)
    subject, ordinal = said.pop("subject", ""), said.pop("ordinal", 0)
    assert not said, f"not understood: {said}"
    return OfferDeclined(record_id=record, kind=kind, happened_at=moment(when), subject=subject, ordinal=ordinal)


def away_on(*, to: date | None = None, **said: date) -> Away:
    (first,) = said.values()  # `from` is no name in Python
    return Away(first, to)


def coached(*, by: int, to: date | None = None, **said: date) -> Coached:
    (since,) = said.values()  # `from` is no name in Python
    return Coached(by, since, to)


def evidence_of(
    *,
    begins: date | None = None,
    outcomes: str = DEFAULTS["outcomes"],
    assigned_raters: int = DEFAULTS["assigned_raters"],
    coaches: tuple[dict[str, Any], ...] | None = None,
    dues: tuple[dict[str, Any], ...] = (),
    modules: tuple[dict[str, Any], ...] = (),
    shows: tuple[dict[str, Any], ...] = (),
    tries: tuple[dict[str, Any], ...] = (),
    declined: tuple[dict[str, Any], ...] = (),
    away: tuple[dict[str, Any], ...] = (),
) -> SkillEvidence:
    holding, total = outcomes.split("/")
    promised = tuple(due(**said) for said in dues)
    return SkillEvidence(
        dues=promised,
        modules=tuple(module(**said) for said in modules),
        shows=tuple(show(**said) for said in shows),
        tries=tuple(try_made(**said) for said in tries),
        declined=tuple(offer(**said) for said in declined),
        outcomes_holding=int(holding),
        outcomes_total=int(total),
        begins_on=begins or min(one.due_on for one in promised),
        coaches=tuple(
            [Coached(DEFAULTS["owed_by"] + n, LONG_AGO) for n in range(assigned_raters)]
            if coaches is None
            else [coached(**said) for said in coaches]
        ),
        away=tuple(away_on(**said) for said in away),
    )


def turned(there: SkillEvidence) -> SkillEvidence:
    """The same facts the other way round."""
    return replace(
        there,
        dues=there.dues[::-1],
        modules=there.modules[::-1],
        shows=there.shows[::-1],
        tries=tuple(replace(one, reviews=one.reviews[::-1]) for one in there.tries[::-1]),
        declined=there.declined[::-1],
    )


def local(at: datetime | None) -> str:
    return "never" if at is None else f"{at.astimezone(ZONE):%Y-%m-%d %H:%M:%S}"


def expected_debt(**said: Any) -> dict[str, Any]:
    """The fields of a debt that a case asks for; those it does not name are not compared."""
    kind, which = kind_of(said)
    named = {"subject": which} if kind is DebtKind.MODULE else {"ordinal": which, "subject": ""}
    assert said.keys() <= {"owed_by", "since", "records"}, f"not understood: {said}"
    if "records" in said:
        said["records"] = tuple(said["records"])
    return {"kind": kind, **named, **said}


def same_debts(expected: tuple[dict[str, Any], ...], found: tuple[Debt, ...]) -> bool:
    """Every expected debt is among those found and no other is, in any order."""
    left = list(found)
    for asked in expected:
        match = next((debt for debt in left if all(getattr(debt, key) == asked[key] for key in asked)), None)
        if match is None:
            return False
        left.remove(match)
    return not left


def expected_change(expect: dict[str, Any]) -> datetime | None:
    """The moment a case asks for: none when it says never, unsaid when it does not ask."""
    said = expect.get("next_change", UNSAID)
    if said is UNSAID:
        return UNSAID
    return None if said == "never" else moment(said)


def otherwise(look: Callable[[], list[str]]) -> bool:
    """Whether a case comes out otherwise than expected; rules that can no longer answer do."""
    try:
        return bool(look())
    except Exception:  # a rule that trips over a condition struck out has failed the case as well
        return True


def sound_of(looks: Looks) -> frozenset[str]:
    """Names of the cases that come out as expected."""
    return frozenset(name for name, look in looks.items() if not otherwise(look))


def first_to_notice(looks: Looks, sound: Collection[str]) -> str | None:
    """The name of a case that came out as expected before and does not now; None where no case notices.

    sound: names of the cases that came out as expected while no condition was struck out.
    """
    return next((name for name, look in looks.items() if name in sound and otherwise(look)), None)
