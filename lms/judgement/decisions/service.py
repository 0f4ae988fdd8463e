"""What people decide about a trainee's skill, with a reason, and what the trainee answers."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select

from lms import clock
from lms.curriculum.frozen import plain
from lms.db import once, session, transaction
from lms.errors import AlreadyClosed, Conflict, NotYours, Unusable
from lms.i18n import _, day, zone
from lms.judgement.cases.models import ReviewCase
from lms.judgement.models import Decision, Reply
from lms.judgement.service import judgement_of
from lms.judgement.states import Judgement
from lms.people.policy import Action, Matter, can, require
from lms.records import service as records
from lms.records.models import Correction, Verb
from lms.records.undone import correction_of

SHORTEST_REASON = 10  # characters; a sentence in Chinese
LONGEST = 4000
LONGEST_OBSERVING = timedelta(days=180)  # later than that nobody remembers what was to be observed


class Kind(StrEnum):
    """What can be decided; another post and that somebody is not suited only in a review case."""

    TEACH_DIFFERENTLY = "teach_differently"
    ACCOMPANY = "accompany"
    ANOTHER_TRAINER = "another_trainer"
    OTHER_POST = "other_post"
    OBSERVE = "observe"
    NOT_SUITED = "not_suited"


ANY_TIME = (Kind.TEACH_DIFFERENTLY, Kind.ACCOMPANY, Kind.ANOTHER_TRAINER, Kind.OBSERVE)


@dataclass(frozen=True, slots=True)
class InCase:
    """What a decision that ends a review case has beside all others. plan: as JSON; confirmed_by: the second person."""

    case_id: int
    plan: dict[str, Any] | None
    confirmed_by: int | None


@dataclass(frozen=True, slots=True)
class Deciding:
    """A decision as it is sent. reason: for the record; said: what the trainee reads; until_on: only for OBSERVE."""

    kind: Kind
    reason: str
    said: str
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with the replies to it, in the order of time.

    undone: it was corrected or withdrawn; before: the versions in whose place it stands, the latest first.
    """

    decision: Decision
    replies: tuple[Reply, ...]
    undone: Correction | None = None
    before: tuple["Decided", ...] = ()

    @property
    def mentioned(self) -> Iterator[int]:
        """Who decided, who agreed as a second person, and who corrected it."""
        for one in (self, *self.before):
            yield one.decision.by_id
            if one.decision.confirmed_by is not None:
                yield one.decision.confirmed_by
            if one.undone is not None:
                yield one.undone.actor_id


def decide(actor_id: int, person_id: int, skill: str, deciding: Deciding, key: str) -> int:
    """Record a manager's decision beside the derived state. Returns its id.

    Raises NotYours; Conflict while a review case is open on the skill, in which it is decided; Unusable for a reason
    that is no sentence, nothing said to the trainee, or a date that is past, too far or belongs to no observing.
    """
    with transaction():
        require(can(actor_id, Action.DECIDE, Matter(person_id, clock.today(zone()), skill)))
        judgement = judgement_in(person_id, skill)

        def do() -> dict[str, int]:
            if open_case_on(person_id, skill) is not None:
                raise Conflict(_("A review of this skill is open. What follows is decided there."))
            if wrong := faults(deciding):
                raise Unusable(fields=wrong)
            return {"id": close(actor_id, person_id, skill, deciding, judgement).id}

        body = {"person": person_id, "skill": skill, **asdict(deciding)}
        return int(once(actor_id, key, body, do)["id"])


def judgement_in(person_id: int, skill: str) -> Judgement:
    """What is judged of a skill now. Raises NotYours for one that is not on the person's path."""
    found = judgement_of(person_id, clock.now())
    if found is None or skill not in found.by_skill:
        raise NotYours
    return found.by_skill[skill]


def days_to_observe() -> tuple[date, date]:
    """The first and the last day until which can be observed, decided today."""
    today = clock.today(zone())
    return today + timedelta(days=1), today + LONGEST_OBSERVING


def open_case_on(person_id: int, skill: str) -> int | None:
    """The review case that is open on a person's skill."""
    return session().scalar(
        select(ReviewCase.id).where(
            ReviewCase.person_id == person_id, ReviewCase.skill == skill, ReviewCase.closed_at.is_(None)
        )
    )


def faults(deciding: Deciding, kinds: Sequence[Kind] = ANY_TIME) -> dict[str, str]:
    """All that is wrong with a decision, by field. kinds: what can be decided."""
    wrong = {}
    if deciding.kind not in kinds:
        wrong["kind"] = _("Choose what is decided.")
    if not SHORTEST_REASON <= len(deciding.reason.strip()) <= LONGEST:
        wrong["reason"] = _(
            "Write the reason in a sentence of your own, at least %(count)s characters.", count=SHORTEST_REASON
        )
    if not 1 <= len(deciding.said.strip()) <= LONGEST:
        wrong["said"] = _("Write what the trainee will read.")
    first, last = days_to_observe()
    if deciding.kind is Kind.OBSERVE and (deciding.until_on is None or not first <= deciding.until_on <= last):
        wrong["until_on"] = _("Choose a day from %(first)s to %(last)s.", first=day(first), last=day(last))
    if deciding.kind is not Kind.OBSERVE and deciding.until_on is not None:
        wrong["until_on"] = _("Only “Keep observing until a day” has a day. Choose that, or empty the day.")
    return wrong


def close(
    actor_id: int, person_id: int, skill: str, deciding: Deciding, judgement: Judgement | None,
    in_case: InCase | None = None,
) -> Decision:  # fmt: skip
    """A decision that was checked, as a fact. judgement: None where the skill is not on the person's path any more."""
    evidence = {} if judgement is None else plain(judgement)
    assert isinstance(evidence, dict)
    row = Decision(
        person_id=person_id, skill=skill, kind=deciding.kind, reason=deciding.reason.strip(),
        said=deciding.said.strip(), until_on=deciding.until_on,
        evidence={name: _as_text(value) for name, value in evidence.items()}, by_id=actor_id, at=clock.now(),
        case_id=in_case.case_id if in_case else None, plan=in_case.plan if in_case else None,
        confirmed_by=in_case.confirmed_by if in_case else None,
    )  # fmt: skip
    session().add(row)
    session().flush()
    records.add(
        records.Fact(person_id, Verb.DECIDED, "decision", row.id, skill, actor_id, row.at, records.body_of(row))
    )
    return row


def _as_text(value: Any) -> Any:
    """Dates within evidence as ISO text, since it is kept as JSON."""
    if isinstance(value, dict):
        return {name: _as_text(inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [_as_text(inner) for inner in value]
    return value.isoformat() if isinstance(value, date) else value


def decision_for_reply(actor_id: int, decision_id: int) -> Decision:
    """The decision, if the actor is the trainee whom it is about. Raises NotYours."""
    decision = session().get(Decision, decision_id)
    if decision is None:
        raise NotYours
    require(can(actor_id, Action.REPLY, Matter(decision.person_id, clock.today(zone()), decision.skill)))
    return decision


def reply(actor_id: int, decision_id: int, text: str, key: str) -> int:
    """The trainee's word on a decision. Returns its id.

    Raises NotYours; AlreadyClosed for a decision that stands no more; Unusable for an empty or overlong word.
    """
    with transaction():
        decision = decision_for_reply(actor_id, decision_id)

        def do() -> dict[str, int]:
            require_standing(decision_id)
            if not 1 <= len(text.strip()) <= LONGEST:
                raise Unusable(fields={"text": _("Write between 1 and %(count)s characters.", count=LONGEST)})
            return {"id": _reply(decision, text)}

        return int(once(actor_id, key, {"decision": decision_id, "text": text}, do)["id"])


def require_standing(decision_id: int) -> None:
    """Raises AlreadyClosed for a decision that was corrected or withdrawn."""
    if correction_of("decision", decision_id) is not None:
        raise AlreadyClosed(_("This decision no longer stands. Here is what does."))


def _reply(decision: Decision, text: str) -> int:
    row = Reply(decision_id=decision.id, person_id=decision.person_id, text=text.strip(), at=clock.now())
    session().add(row)
    session().flush()
    fact = records.Fact(
        decision.person_id, Verb.REPLIED, "reply", row.id, decision.skill, decision.person_id, row.at,
        records.body_of(row),
    )  # fmt: skip
    records.add(fact)
    return row.id


def decisions_of(
    person_ids: Select[tuple[int]] | Sequence[int], *, withdrawn: bool = False
) -> dict[int, list[Decided]]:  # fmt: skip
    """By person, the latest decision first, in one query. What was corrected hangs on what stands in its place.

    withdrawn: also those in whose place nothing stands.
    """
    rows = session().execute(
        select(Decision, Reply, Correction)
        .outerjoin(Reply, Reply.decision_id == Decision.id)
        .outerjoin(Correction, (Correction.kind == "decision") & (Correction.source_id == Decision.id))
        .where(Decision.person_id.in_(person_ids))
        .order_by(Decision.at.desc(), Decision.id.desc(), Reply.at, Reply.id)
    )
    every = []
    for decision, group in groupby(rows, key=lambda row: row[0]):
        of_one = list(group)
        replies = tuple(reply for _decision, reply, _undone in of_one if reply is not None)
        every.append(Decided(decision, replies, of_one[0][2]))
    replaced = {one.undone.replacement_id: one for one in every if one.undone is not None}
    found: dict[int, list[Decided]] = defaultdict(list)
    for one in every:
        if one.undone is None or (withdrawn and one.undone.replacement_id is None):
            found[one.decision.person_id].append(replace(one, before=tuple(_versions(one, replaced))))
    return dict(found)


def _versions(one: Decided, replaced: Mapping[int | None, Decided]) -> Iterator[Decided]:
    """What stood before, the latest first."""
    while (older := replaced.get(one.decision.id)) is not None:
        yield older
        one = older


def body_of_decision(decision_id: int) -> dict[str, Any] | None:
    row = session().get(Decision, decision_id)
    return None if row is None else records.body_of(row)


def body_of_earlier_decision(decision_id: int) -> dict[str, Any] | None:
    """A decision as it was before one could end a review case; see migration 0013."""
    body = body_of_decision(decision_id)
    later = ("case_id", "plan", "confirmed_by")
    return None if body is None else {name: value for name, value in body.items() if name not in later}


def body_of_reply(reply_id: int) -> dict[str, Any] | None:
    row = session().get(Reply, reply_id)
    return None if row is None else records.body_of(row)


records.BODIES["decision"] = body_of_decision
for form in (1, 2, 3):
    records.EARLIER["decision", form] = body_of_earlier_decision
records.BODIES["reply"] = body_of_reply
