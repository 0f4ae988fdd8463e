"""Questions as pages need them: one's own at a place, one by its address, those that wait, and how much was unclear."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from lms import clock
from lms.asking.excerpts import hash_of, paragraphs
from lms.asking.models import Asked, Unclear
from lms.asking.places import Kind, Place, skills_of, spot_now
from lms.asking.rules import Coach, for_whom
from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.db import session
from lms.errors import NotYours
from lms.i18n import Language, zone
from lms.people.models import Coaching, Person
from lms.people.policy import Action, Matter, PersonIds, can, require


@dataclass(frozen=True, slots=True)
class AskedView:
    """A question with its answer, if any. who and by: names of asker and answerer; spot: where its place is by now."""

    id: int
    person_id: int
    who: str
    place: Place
    spot: str
    language: str
    excerpt: str
    text: str
    asked_at: datetime
    answered_by: int | None
    by: str
    answer: str
    answered_at: datetime | None
    seen_at: datetime | None
    withdrawn_at: datetime | None

    @property
    def is_open(self) -> bool:
        return self.answered_at is None and self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class Own:
    """What somebody has left at a place: their questions, oldest first, and the spots that they found unclear."""

    questions: list[AskedView]
    unclear: list[str]


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question that waits. whom: ids of those who are asked; empty where nobody coaches, so that the manager is."""

    question: AskedView
    whom: frozenset[int]


def own_at(actor_id: int, place: Place) -> Own:
    """What the actor has left in a section, or at an item that they have met. place: its spot counts for an item."""
    here = [Asked.place == place.kind, Asked.module == place.module, Asked.section == place.section]
    marked = [Unclear.place == place.kind, Unclear.module == place.module, Unclear.section == place.section]
    if place.kind is Kind.ITEM:
        here.append(Asked.spot == place.spot)
        marked.append(Unclear.spot == place.spot)
    mine = _questions().where(Asked.person_id == actor_id, Asked.withdrawn_at.is_(None), *here)
    found = [_question(row) for row in session().execute(mine.order_by(Asked.asked_at, Asked.id))]
    spots = session().scalars(
        select(Unclear.spot).where(Unclear.person_id == actor_id, Unclear.withdrawn_at.is_(None), *marked)
    )
    return Own(found, sorted(spots))


def question_for(actor_id: int, asked_id: int) -> AskedView:
    """One question. Raises NotYours for whom it does not concern today."""
    row = session().execute(_questions().where(Asked.id == asked_id)).one_or_none()
    if row is None:
        raise NotYours
    found = _question(row)
    require(can(actor_id, Action.SEE_ASKED, Matter(found.person_id, clock.today(zone()))))
    return found


def waiting_of(people: PersonIds, on: date) -> list[Waiting]:
    """What these persons have asked and nobody has answered, the longest wait first; two queries for any number.

    Nothing of who is suspended: whoever comes back waits again.
    """
    waiting = _questions().where(
        Asked.person_id.in_(people), Person.suspended_at.is_(None),
        Asked.answered_at.is_(None), Asked.withdrawn_at.is_(None),
    )  # fmt: skip
    questions = [_question(row) for row in session().execute(waiting.order_by(Asked.asked_at, Asked.id))]
    coaches = coaches_of(sorted({one.person_id for one in questions}), on)
    return [
        Waiting(one, for_whom(skills_of(one.place.module), coaches.get(one.person_id, ()))) for one in questions
    ]  # fmt: skip


def coaches_of(person_ids: Sequence[int], on: date) -> Mapping[int, list[Coach]]:
    """Who teaches each of these persons on a date and can be asked."""
    if not person_ids:
        return {}
    found: dict[int, list[Coach]] = defaultdict(list)
    rows = session().execute(
        select(Coaching.trainee_id, Coaching.trainer_id, Coaching.skill)
        .join(Person, Person.id == Coaching.trainer_id)
        .where(
            Coaching.trainee_id.in_(person_ids), Coaching.from_on <= on,
            or_(Coaching.to_on.is_(None), Coaching.to_on >= on), Person.suspended_at.is_(None),
        )
    )  # fmt: skip
    for trainee, trainer, skill in rows:
        found[trainee].append(Coach(trainer, skill))
    return found


def unclear_counts(module: str) -> Mapping[tuple[str, str], int]:
    """How many people find each place of a module unclear as it stands, by section and spot; never who.

    A place whose words have changed since starts anew. An item stands under the section "" and its id.
    """
    rows = session().execute(
        select(Unclear.place, Unclear.section, Unclear.spot, Unclear.content_hash).where(
            Unclear.module == module, Unclear.withdrawn_at.is_(None)
        )
    )
    counts: Counter[tuple[str, str]] = Counter()
    standing = _hashes(module)
    for kind, section, spot, content_hash in rows:
        if content_hash in standing.get((kind, section, spot), ()):
            counts[section, spot] += 1
    return counts


def _hashes(module: str) -> Mapping[tuple[str, str, str], set[str]]:
    """What stands at each place by now, in both languages."""
    found: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    there = edition.catalog().modules.get(ModuleId(module))
    if there is None:
        return found
    for spoken in Language:
        for section in there.lessons[spoken].sections:
            for spot, text in {"": section.title, **paragraphs(section.html)}.items():
                found[Kind.PARAGRAPH, section.anchor, spot].add(hash_of(text))
        for item in there.pool.questions:
            found[Kind.ITEM, "", item.id].add(hash_of(item.ask.in_(spoken)))
    return found


def unclear_at(question: AskedView) -> int:
    """How many people find the place of a question unclear."""
    place = question.place
    spot = question.spot if place.kind is Kind.PARAGRAPH else place.spot
    return unclear_counts(place.module).get((place.section, spot), 0)


_answerer = aliased(Person)


def _questions() -> Select[Asked, str, str]:
    return (
        select(Asked, Person.name.label("who"), _answerer.name.label("by"))
        .join(Person, Person.id == Asked.person_id)
        .outerjoin(_answerer, _answerer.id == Asked.answered_by)
    )


def _question(row: Any) -> AskedView:
    asked: Asked = row.Asked
    place = Place(Kind(asked.place), asked.module, asked.section, asked.spot)
    spot = spot_now(place, asked.excerpt, asked.language) if place.kind is Kind.PARAGRAPH else place.spot
    return AskedView(
        asked.id, asked.person_id, row.who, place, spot, asked.language, asked.excerpt, asked.text, asked.asked_at,
        asked.answered_by, row.by or "", asked.answer or "", asked.answered_at, asked.seen_at, asked.withdrawn_at,
    )  # fmt: skip
