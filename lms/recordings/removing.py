"""Removing recordings: the row that says so first, then the file; what cannot be deleted is tried again."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, delete, func, or_, select, update

from lms import clock
from lms.db import insert_into, once, session, transaction
from lms.people.policy import require
from lms.practice.models import Try
from lms.recordings import facts, rights, staging
from lms.recordings.models import Caption, FileToDelete, Recording, RecordingRemoval, Upload
from lms.recordings.rules import Medium, medium_of
from lms.recordings.store import key_of, store
from lms.records import service as records

SOON = timedelta(minutes=10)
MOST_AT_ONCE = 500  # in one go; what is left over is for the next


@dataclass(slots=True)
class TakenAway:
    """What a transaction took away. files: keys in the store; uploads: ids; both are deleted once it is committed."""

    told: list[records.Fact] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    uploads: list[str] = field(default_factory=list)

    def forget(self, upload_ids: Sequence[str]) -> None:
        """Uploads with what may have been stored of them already."""
        session().execute(delete(Upload).where(Upload.id.in_(upload_ids)))
        keys = [key_of(upload_id) for upload_id in upload_ids]
        note_to_delete(keys)
        self.files += keys
        self.uploads += upload_ids

    def kept(self) -> dict[str, list[str]]:
        """As `once` keeps it."""
        return {"files": self.files, "uploads": self.uploads}


def present(*conditions: ColumnElement[bool]) -> Select[Recording]:
    """Recordings that were not removed, the oldest first."""
    gone = select(RecordingRemoval.recording_id)
    return select(Recording).where(Recording.id.not_in(gone), *conditions).order_by(Recording.id)


def remove(actor_id: int, recording_id: int, why: str, key: str) -> None:
    """Remove a recording for good. why: may be left out by the person recorded. Doing it again changes nothing.

    Raises NotYours; Unusable for no reason.
    """
    with transaction():
        row, loaded = rights.recording_for(actor_id, recording_id, lock=True)
        require(rights.may_remove(actor_id, loaded))
        own = actor_id == loaded.row.person_id
        reason = records.checked_reason(why) if why.strip() or not own else ""

        def do() -> dict[str, list[str]]:
            gone = _remove([row], loaded.row, actor_id, reason)
            records.add_all(gone.told)
            return gone.kept()

        done = once(actor_id, key, ["remove", recording_id, reason], do)
    delete_files(done)


def remove_of(made: Try, media: Collection[Medium], by_id: int, why: str) -> TakenAway:
    """Inside a transaction that holds the try: remove its recordings of these media, also those on their way."""
    rows = [
        row for row in session().scalars(present(Recording.try_id == made.id)) if medium_of(row.media_type) in media
    ]
    coming = session().scalars(select(Upload).where(Upload.try_id == made.id, Upload.done_at.is_(None))).all()
    gone = _remove(rows, made, by_id, why)
    gone.forget([upload.id for upload in coming if medium_of(upload.declared_type) in media])
    return gone


def _remove(rows: Iterable[Recording], made: Try, by_id: int | None, why: str) -> TakenAway:
    gone = TakenAway()
    for row in rows:
        if rights.removal_of(row.id) is not None:
            continue
        removal = RecordingRemoval(recording_id=row.id, by_id=by_id, why=why, at=clock.now())
        session().add(removal)
        session().execute(delete(Caption).where(Caption.recording_id == row.id))
        note_to_delete([row.stored_as])
        session().flush()
        gone.told.append(facts.of_removal(made, removal))
        gone.files.append(row.stored_as)
    return gone


def forget(upload_ids: Sequence[str]) -> dict[str, list[str]]:
    """Inside a transaction: uploads that were not taken in are no more. Returns what is to be deleted after it."""
    gone = TakenAway()
    gone.forget(upload_ids)
    return gone.kept()


def note_to_delete(keys: Iterable[str]) -> None:
    """Inside a transaction: these files belong to nothing any more."""
    for key in keys:
        row = insert_into(FileToDelete).values(stored_as=key, since=clock.now(), trouble="")
        session().execute(row.on_conflict_do_nothing(index_elements=["stored_as"]))


def delete_files(gone: Mapping[str, Sequence[str]]) -> None:
    """After the commit: delete what it took away, as `TakenAway.kept` tells it."""
    for upload_id in gone["uploads"]:
        staging.drop(upload_id)
    _delete(gone["files"])


def _delete(keys: Iterable[str]) -> None:
    """Delete files that are noted for it; of those that cannot be deleted it is noted why."""
    for key in keys:
        try:
            store().delete(key)
        except OSError as error:
            with transaction():
                noted = update(FileToDelete).where(FileToDelete.stored_as == key)
                session().execute(noted.values(tried_at=clock.now(), trouble=str(error)[:200]))
            continue
        with transaction():
            session().execute(delete(FileToDelete).where(FileToDelete.stored_as == key))


def tidy() -> None:
    """What every now and then has to be done, a little of it at a time: before a file is taken in there is room."""
    remove_old(most=20)
    delete_again(most=20, not_since=clock.now() - SOON)
    sweep()


def remove_old(most: int = MOST_AT_ONCE) -> int:
    """Remove what was kept long enough, one by one. Returns how many."""
    over = session().scalars(present(Recording.kept_until <= clock.now()).limit(most)).all()
    for row in over:
        with transaction():
            loaded = rights.played_try(row.try_id, lock=True)
            gone = _remove([row], loaded.row, None, "")
            records.add_all(gone.told)
        delete_files(gone.kept())
    return len(over)


def delete_again(most: int = MOST_AT_ONCE, not_since: datetime | None = None) -> int:
    """Try what could not be deleted. not_since: leave out what was tried after this. Returns how many are left."""
    waiting = select(FileToDelete.stored_as).order_by(FileToDelete.tried_at.nulls_first()).limit(most)
    if not_since is not None:
        waiting = waiting.where(or_(FileToDelete.tried_at.is_(None), FileToDelete.tried_at < not_since))
    _delete(session().scalars(waiting).all())
    return session().scalar(select(func.count()).select_from(FileToDelete)) or 0


def sweep() -> int:
    """Forget uploads whose time to go on is over, and files of uploads that nobody knows. Returns how many."""
    with transaction():
        over = select(Upload.id).where(Upload.ends_at <= clock.now()).limit(MOST_AT_ONCE)
        gone = forget(session().scalars(over.where(Upload.done_at.is_(None))).all())
        session().execute(delete(Upload).where(Upload.id.in_(over.scalar_subquery())))
        known = set(session().scalars(select(Upload.id).where(Upload.done_at.is_(None))))
    delete_files(gone)
    left = list(staging.left_over(known))
    for upload_id in left:
        staging.drop(upload_id)
    return len(gone["uploads"]) + len(left)
