"""What people decide about a trainee's skill, with a reason, and what the trainee answers."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from typing import Any

from sqlalchemy import Select, select

from lms import clock
from lms.curriculum.frozen import plain
from lms.db import once, session, transaction
from lms.errors import NotYours, Unusable
from lms.i18n import _, zone
from lms.judgement.models import Decision, Reply
from lms.judgement.service import judgement_of
from lms.judgement.states import Judgement
from lms.people.policy import Action, Matter, can, require
from lms.records import service as records
from lms.records.models import Verb

SHORTEST_REASON = 10  # characters; a sentence in Chinese
LONGEST = 4000


class Kind(StrEnum):
    """What can be decided."""

    TEACH_DIFFERENTLY = "teach_differently"
    ACCOMPANY = "accompany"
    ANOTHER_TRAINER = "another_trainer"
    OBSERVE = "observe"


@dataclass(frozen=True, slots=True)
class Deciding:
    """A decision as it is sent. reason: for the record; said: what the trainee reads; until_on: only for OBSERVE."""

    kind: Kind
    reason: str
    said: str
    until_on: date | None


@dataclass(frozen=True, slots=True)
class Decided:
    """A decision with the replies to it, in the order of time."""

    decision: Decision
    replies: tuple[Reply, ...]


def decide(actor_id: int, person_id: int, skill: str, deciding: Deciding, key: str) -> int:
    """Record a manager's decision beside the derived state. Returns its id.

    Raises NotYours; Unusable for a reason that is no sentence, nothing said to the trainee, or a date that is past or
    belongs to no observing.
    """
    with transaction():
        require(can(actor_id, Action.DECIDE, Matter(person_id, clock.today(zone()), skill)))
        found = judgement_of(person_id, clock.now())
        if found is None or skill not in found.by_skill:
            raise NotYours
        _check(deciding)
        judgement = found.by_skill[skill]
        body = {"person": person_id, "skill": skill, **asdict(deciding)}
        done = once(actor_id, key, body, lambda: {"id": _decide(actor_id, person_id, skill, deciding, judgement)})
        return int(done["id"])


def _check(deciding: Deciding) -> None:
    wrong = {}
    if not SHORTEST_REASON <= len(deciding.reason.strip()) <= LONGEST:
        wrong["reason"] = _(
            "Write the reason in a sentence of your own, at least %(count)s characters.", count=SHORTEST_REASON
        )
    if not 1 <= len(deciding.said.strip()) <= LONGEST:
        wrong["said"] = _("Write what the trainee will read.")
    if deciding.kind is Kind.OBSERVE and (deciding.until_on is None or deciding.until_on <= clock.today(zone())):
        wrong["until_on"] = _("Choose a day that is still to come.")
    if deciding.kind is not Kind.OBSERVE and deciding.until_on is not None:
        wrong["until_on"] = _("Only “Keep observing until a day” has a day. Choose that, or empty the day.")
    if wrong:
        raise Unusable(fields=wrong)


def _decide(actor_id: int, person_id: int, skill: str, deciding: Deciding, judgement: Judgement) -> int:
    evidence = plain(judgement)
    assert isinstance(evidence, dict)
    row = Decision(
        person_id=person_id, skill=skill, kind=deciding.kind, reason=deciding.reason.strip(),
        said=deciding.said.strip(), until_on=deciding.until_on,
        evidence={name: _as_text(value) for name, value in evidence.items()}, by_id=actor_id, at=clock.now(),
    )  # fmt: skip
    session().add(row)
    session().flush()
    records.add(
        records.Fact(person_id, Verb.DECIDED, "decision", row.id, skill, actor_id, row.at, records.body_of(row))
    )
    return row.id


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
    """The trainee's word on a decision. Returns its id. Raises NotYours, Unusable for an empty or overlong word."""
    with transaction():
        decision = decision_for_reply(actor_id, decision_id)
        if not 1 <= len(text.strip()) <= LONGEST:
            raise Unusable(fields={"text": _("Write between 1 and %(count)s characters.", count=LONGEST)})
        done = once(actor_id, key, {"decision": decision_id, "text": text}, lambda: {"id": _reply(decision, text)})
        return int(done["id"])


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


def decisions_of(person_ids: Select[tuple[int]] | Sequence[int]) -> dict[int, list[Decided]]:
    """By person, the latest decision first, in one query."""
    rows = session().execute(
        select(Decision, Reply)
        .outerjoin(Reply, Reply.decision_id == Decision.id)
        .where(Decision.person_id.in_(person_ids))
        .order_by(Decision.at.desc(), Decision.id.desc(), Reply.at, Reply.id)
    )
    found: dict[int, list[Decided]] = defaultdict(list)
    for decision, group in groupby(rows, key=lambda row: row[0]):
        replies = tuple(reply for _decision, reply in group if reply is not None)
        found[decision.person_id].append(Decided(decision, replies))
    return dict(found)


def body_of_decision(decision_id: int) -> dict[str, Any] | None:
    row = session().get(Decision, decision_id)
    return None if row is None else records.body_of(row)


def body_of_reply(reply_id: int) -> dict[str, Any] | None:
    row = session().get(Reply, reply_id)
    return None if row is None else records.body_of(row)


records.BODIES["decision"] = body_of_decision
records.BODIES["reply"] = body_of_reply
