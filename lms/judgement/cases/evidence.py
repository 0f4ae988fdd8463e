"""The evidence of a case as it was frozen: every figure that its page shows, each with the records that prove it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from lms.judgement.evidence import State
from lms.judgement.states import Reason, Rule
from lms.judgement.thresholds import Tier


@dataclass(frozen=True, slots=True)
class TrySeen:
    """A reviewed try. record, review_record: index lines; level: raw mean of the review that leads, 0 to 3.

    counted: it says something of how the person responds; shown: a show was given since the try before.
    """

    record: int
    review_record: int
    try_id: int
    number: int
    at: datetime
    rater: int
    level: float
    counted: bool
    shown: bool


@dataclass(frozen=True, slots=True)
class ShowSeen:
    """A show that counts. id: of the attendance."""

    record: int
    id: int
    at: datetime
    by: int


@dataclass(frozen=True, slots=True)
class Voice:
    """What a trainer wrote last while they watched a try. second: from the start of the play."""

    rater: int
    try_id: int
    number: int
    second: int
    text: str


@dataclass(frozen=True, slots=True)
class AwaySeen:
    """A time that the person was away. days: calendar days; breaks: so long that the curve begins anew behind it."""

    from_on: date
    days: int
    breaks: bool


@dataclass(frozen=True, slots=True)
class Figures:
    """The figures on the page. shows_owed, tries_asked, raters_asked: what was asked for beside what there was.

    counted: tries that count; last_five, gained, usual, chance, flat, ratio: as in a `Response`, None where it could
    not be read; alike: on how many other skills the tries stand still too; others: how many others have counted tries.
    """

    shows: int
    shows_owed: int
    counted: int
    tries_asked: int
    raters: int
    raters_asked: int
    last_five: float | None
    gained: float | None
    usual: float | None
    chance: float | None
    flat: float | None
    ratio: float | None
    alike: int
    others: int


@dataclass(frozen=True, slots=True)
class Evidence:
    """All that a case was opened on.

    standard: hash of the standard that the person is judged by; bar: mean level 0 to 3 at which a try holds;
    thresholds: as they were in force; cohort_version, settings_version, method: what it was judged with; team: in which
    the person learnt, None for none; coaches: who taught the skill then; usual: where people usually stand at the n-th
    try, with one standard deviation to both sides, empty where there was nobody to compare with; away: times of leave.
    """

    state: State
    as_of: datetime
    method: str
    cohort_version: int
    settings_version: int
    thresholds: Mapping[str, Any]
    standard: str
    bar: float
    figures: Figures
    reasons: tuple[Reason, ...]
    tries: tuple[TrySeen, ...]
    shows: tuple[ShowSeen, ...]
    voices: tuple[Voice, ...]
    coaches: tuple[int, ...]
    team: int | None
    usual: tuple[tuple[float, float, float], ...] = ()
    away: tuple[AwaySeen, ...] = ()

    @property
    def raters(self) -> tuple[int, ...]:
        """Who reviewed the tries that count, each once, in the order of time."""
        return tuple(dict.fromkeys(one.rater for one in self.tries if one.counted))

    @property
    def asked_statistics(self) -> bool:
        """Whether a chance was asked for, and not counted by hand."""
        return asked_statistics(self.thresholds)


def asked_statistics(thresholds: Mapping[str, Any]) -> bool:
    """The same of thresholds as they were frozen; where none were, statistics were asked."""
    return Tier(thresholds.get("tier", Tier.CURVES)) is Tier.CURVES


def freeze(evidence: Evidence) -> dict[str, Any]:
    """As JSON, dates and moments as ISO text."""
    frozen = as_json(asdict(evidence))
    assert isinstance(frozen, dict)
    return frozen


def as_json(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(name): as_json(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple | frozenset):
        return [as_json(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def thaw(body: Mapping[str, Any]) -> Evidence:
    return Evidence(
        **{
            **body,
            "state": State(body["state"]),
            "as_of": datetime.fromisoformat(body["as_of"]),
            "figures": Figures(**body["figures"]),
            "reasons": tuple(
                Reason(**{**one, "rule": Rule(one["rule"]), "records": tuple(one["records"])})
                for one in body["reasons"]
            ),
            "tries": tuple(TrySeen(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in body["tries"]),
            "shows": tuple(ShowSeen(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in body["shows"]),
            "voices": tuple(Voice(**one) for one in body["voices"]),
            "coaches": tuple(body["coaches"]),
            "usual": tuple((low, mean, high) for low, mean, high in body["usual"]),
            "away": tuple(
                AwaySeen(**{**one, "from_on": date.fromisoformat(one["from_on"])}) for one in body.get("away", ())
            ),
        }
    )
