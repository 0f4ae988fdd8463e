"""Who set which thresholds, when and why. A setting is a fact: it stays, and the latest one is in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from lms import clock
from lms.db import once, session, transaction
from lms.errors import Unusable
from lms.i18n import _, zone
from lms.judgement.basis import thresholds_from
from lms.judgement.models import JudgementSettings
from lms.judgement.settings.checking import Wrong, checked, differing
from lms.judgement.settings.words import BY_NAME, Changed, changes
from lms.judgement.thresholds import DEFAULTS, Thresholds
from lms.people.models import Person
from lms.people.policy import Action, for_anybody, require

SHORTEST_WHY = 10  # characters; a sentence in Chinese
LONGEST_WHY = 1000


@dataclass(frozen=True, slots=True)
class Setting:
    """One change. version: what judgements name; who: None for the command line; changed: from what was before it.

    thresholds: all of its figures; again: the earlier version with the same ones that they put back, 0 for the
    defaults, None for figures that had never been in force.
    """

    version: int
    at: datetime
    who: str | None
    why: str
    changed: Sequence[Changed]
    thresholds: Thresholds
    again: int | None


def in_force() -> tuple[int, Thresholds]:
    """The version in force, 0 for the defaults, and its thresholds."""
    row = session().scalars(select(JudgementSettings).order_by(JudgementSettings.id.desc()).limit(1)).one_or_none()
    return (0, DEFAULTS) if row is None else (row.id, thresholds_from(row.body))


def of_version(version: int) -> Thresholds:
    """The thresholds of a version, 0 for the defaults. Raises NotYours for a version that there never was."""
    if version == 0:
        return DEFAULTS
    row = session().get(JudgementSettings, version)
    require(row is not None)
    assert row is not None
    return thresholds_from(row.body)


def usable(values: Mapping[str, object]) -> Thresholds:
    """What was asked for. Raises Unusable that names every figure at fault, with its limits."""
    found = checked(values)
    if found.thresholds is None:
        raise Unusable(fields={name: _refused(name, what) for name, what in found.wrong.items()})
    return found.thresholds


def set_thresholds(
    actor_id: int | None, values: Mapping[str, object], why: str, key: str = "", seen: int | None = None
) -> int:
    """From now on judge by these. Returns the version, which judgements name.

    actor_id: None for the command line, which has no key; values: by name of the figure, what is left out has its
    default; seen: the version that was changed, where somebody looked at one. Raises NotYours; Unusable for a figure
    outside its limits, a reason that is no sentence, the same again, and figures that somebody else has changed since.
    """
    with transaction():
        if actor_id is not None:
            require(for_anybody(actor_id, Action.SET_THRESHOLDS, clock.today(zone())))
        thresholds = usable(values)
        if not SHORTEST_WHY <= len(why.strip()) <= LONGEST_WHY:
            words = _("Write why in a sentence of %(least)s to %(most)s characters.",
                      least=SHORTEST_WHY, most=LONGEST_WHY)  # fmt: skip
            raise Unusable(fields={"why": words})
        if actor_id is None:
            return _set(None, thresholds, why, seen)
        body = {"thresholds": differing(thresholds), "why": why, "seen": seen}
        return int(once(actor_id, key, body, lambda: {"id": _set(actor_id, thresholds, why, seen)})["id"])


def _set(actor_id: int | None, thresholds: Thresholds, why: str, seen: int | None) -> int:
    version, before = in_force()
    if seen is not None and seen != version:
        raise Unusable(fields={"": _("Somebody has set other figures meanwhile. Look at them and begin again.")})
    require_other(thresholds, before)
    row = JudgementSettings(body=differing(thresholds), why=why.strip(), by_id=actor_id, at=clock.now())
    session().add(row)
    session().flush()
    return row.id


def require_other(asked: Thresholds, standing: Thresholds) -> None:
    """Raises Unusable for the same again."""
    if asked == standing:
        raise Unusable(fields={"": _("These figures are in force already; nothing was changed.")})


def history(actor_id: int) -> list[Setting]:
    """Every change, the latest first. Raises NotYours for who may not see the thresholds."""
    require(for_anybody(actor_id, Action.SEE_THRESHOLDS, clock.today(zone())))
    rows = session().execute(
        select(JudgementSettings, Person.name)
        .outerjoin(Person, Person.id == JudgementSettings.by_id)
        .order_by(JudgementSettings.id)
    )
    found: list[Setting] = []
    before, first = DEFAULTS, {DEFAULTS: 0}
    for row, name in rows:
        after = thresholds_from(row.body)
        found.append(Setting(row.id, row.at, name, row.why, changes(before, after), after, first.get(after)))
        first.setdefault(after, row.id)
        before = after
    return found[::-1]


def _refused(name: str, what: Wrong) -> str:
    if name in BY_NAME:
        return BY_NAME[name].wrong(what)
    return _("Choose one of the two.") if what is Wrong.NO_TIER else _("There is no figure “%(name)s”.", name=name)
