"""Asking, withdrawing, answering, having read the answer; and the one tap that says that a place was unclear."""

from typing import Any

from sqlalchemy import update

from lms import clock
from lms.asking.excerpts import hash_of
from lms.asking.models import Asked, Unclear
from lms.asking.places import Kind, Place, excerpt_at, met
from lms.db import insert_into, once, session, transaction
from lms.errors import AlreadyClosed, Conflict, NotYours, Unusable
from lms.i18n import _, language, zone
from lms.people import places as roles
from lms.people.directory import hold, names
from lms.people.models import Role
from lms.people.policy import Action, Matter, can, require
from lms.records import notices

LONGEST = 1000  # characters of a question
LONGEST_ANSWER = 2000
ANSWERED = "answered"  # the kind of notice by which an asker is told


def ask(actor_id: int, place: Place, text: str, key: str) -> int:
    """Ask whoever teaches the actor. Returns the question's id.

    Raises NotYours for a place that the actor cannot see or who is no trainee, and Unusable by field.
    """
    with transaction():
        hold(actor_id)  # of two equal sendings at once the second finds what the first has done
        _require_trainee(actor_id)
        excerpt, question = excerpt_at(actor_id, place), _checked(text, LONGEST)
        sent = {"kind": place.kind, "at": [place.module, place.section, place.spot], "text": question}
        done = once(actor_id, key, sent, lambda: {"id": _ask(actor_id, place, excerpt, question)})
        return int(done["id"])


def _ask(person_id: int, place: Place, excerpt: str, text: str) -> int:
    row = Asked(
        person_id=person_id, place=place.kind, module=place.module, section=place.section, spot=place.spot,
        language=language().value, excerpt=excerpt, text=text, asked_at=clock.now(),
    )  # fmt: skip
    session().add(row)
    session().flush()
    return row.id


def withdraw(actor_id: int, asked_id: int) -> None:
    """Take a question back. Doing it twice changes nothing more. Raises NotYours; AlreadyClosed once it is answered."""
    with transaction():
        row = _load(asked_id)
        require(can(actor_id, Action.ASK, _matter(row)))
        if row.answered_at is not None:
            raise AlreadyClosed(_("This has been answered meanwhile. The answer stands at its place."))
        if row.withdrawn_at is None:
            row.withdrawn_at = clock.now()


def answer(actor_id: int, asked_id: int, text: str, key: str) -> None:
    """Answer a question, or amend one's own answer; the asker is told each time.

    Raises NotYours; Unusable by field; Conflict when the question was withdrawn or somebody else has answered it.
    """
    with transaction():
        row = _load(asked_id)
        require(can(actor_id, Action.ANSWER_QUESTION, _matter(row)))
        said = _checked(text, LONGEST_ANSWER)
        once(actor_id, key, {"asked": asked_id, "answer": said}, lambda: _answer(actor_id, row, said))


def _answer(actor_id: int, row: Asked, text: str) -> dict[str, Any]:
    if row.withdrawn_at is not None:
        raise Conflict(_("The question was withdrawn meanwhile; nobody waits for an answer."))
    if row.answered_by not in (None, actor_id):
        name = names([row.answered_by])[row.answered_by] if row.answered_by else ""
        raise Conflict(_("%(name)s has answered meanwhile. Your words are still here.", name=name))
    if row.answer == text:
        return {"id": row.id}
    row.answered_by, row.answer, row.answered_at, row.seen_at = actor_id, text, clock.now(), None
    at_item = met(row.person_id, row.module, row.spot) if row.place == Kind.ITEM else None
    body = {
        "asked": row.id, "by": names([actor_id])[actor_id], "question": row.text,
        "at": [row.place, row.module, row.section, row.spot], "excerpt": row.excerpt, "language": row.language,
        "item_at": [at_item.endpoint, dict(at_item.values)] if at_item else None,
    }  # fmt: skip
    notices.settle(row.person_id, ANSWERED, _key(row.id))  # of an amended answer only the last is news
    notices.tell(row.person_id, ANSWERED, body, _key(row.id) + row.answered_at.isoformat())
    return {"id": row.id}


def note_seen(actor_id: int, asked_id: int) -> None:
    """The asker has read the answer, at its place; what told them of it is news no more. Raises NotYours."""
    with transaction():
        row = _load(asked_id)
        require(can(actor_id, Action.ASK, _matter(row)))
        if row.answered_at is not None and row.seen_at is None:
            row.seen_at = clock.now()
            notices.settle(row.person_id, ANSWERED, _key(row.id))


def set_unclear(actor_id: int, place: Place, unclear: bool) -> None:
    """Say that a place was unclear, or take that back. Doing it twice changes nothing more. Raises as `ask` does."""
    with transaction():
        _require_trainee(actor_id)
        key = {
            "person_id": actor_id, "place": place.kind, "module": place.module, "section": place.section,
            "spot": place.spot,
        }  # fmt: skip
        if unclear:
            _mark(key, hash_of(excerpt_at(actor_id, place)))
        else:
            mine = [getattr(Unclear, name) == value for name, value in key.items()]
            session().execute(
                update(Unclear).where(*mine, Unclear.withdrawn_at.is_(None)).values(withdrawn_at=clock.now())
            )


def _mark(key: dict[str, Any], content_hash: str) -> None:
    insert = insert_into(Unclear)
    row = {**key, "content_hash": content_hash, "at": clock.now(), "withdrawn_at": None}
    changed = Unclear.withdrawn_at.is_not(None) | (Unclear.content_hash != insert.excluded.content_hash)
    latest = {name: insert.excluded[name] for name in ("content_hash", "at", "withdrawn_at")}
    session().execute(insert.values(row).on_conflict_do_update(index_elements=list(key), set_=latest, where=changed))


def _require_trainee(actor_id: int) -> None:
    today = clock.today(zone())
    require(can(actor_id, Action.ASK, Matter(actor_id, today)) and roles.has_role(actor_id, [Role.TRAINEE], today))


def _load(asked_id: int) -> Asked:
    row = session().get(Asked, asked_id, with_for_update=True)
    if row is None:
        raise NotYours
    return row


def _matter(row: Asked) -> Matter:
    """By who teaches the asker today: whoever took over answers what was asked before."""
    return Matter(row.person_id, clock.today(zone()))


def _key(asked_id: int) -> str:
    return f"answer {asked_id} "


def _checked(text: str, longest: int) -> str:
    trimmed = text.strip()
    if not trimmed:
        raise Unusable(fields={"text": _("Write a sentence first.")})
    if len(trimmed) > longest:
        over = len(trimmed) - longest
        raise Unusable(fields={"text": _("%(over)s characters too many; %(most)s fit.", over=over, most=longest)})
    return trimmed
