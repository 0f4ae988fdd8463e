"""A recording goes: by its person, by a manager with a reason, or when its time is over; and its file with it."""

from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from lms.db import session
from lms.errors import NotYours, Unusable
from lms.recordings import removing, store
from lms.recordings.models import FileToDelete, Recording, RecordingRemoval
from tests.cast import Cast
from tests.pages import Pages
from tests.practice.plays import begin, clock_at, key, verbs
from tests.recordings.files import consented, listing, recorded, wav


def there(recording_id: int) -> bool:
    """Whether its file is in the store."""
    key_there = session().get_one(Recording, recording_id).stored_as
    session().rollback()
    try:
        store.store().open(key_there).close()
    except FileNotFoundError:
        return False
    return True


def test_the_person_deletes_without_a_reason_a_manager_with_one_and_nobody_else(cast: Cast) -> None:
    play = consented(cast)
    first, second = recorded(cast, play.try_id), recorded(cast, play.try_id)
    for other in (cast.trainer, cast.other_trainer, cast.admin):
        with pytest.raises(NotYours):
            removing.remove(other, first, "我想删掉这一段", key())
    with pytest.raises(Unusable):
        removing.remove(cast.manager, first, " ", key())
    assert there(first)
    removing.remove(cast.manager, first, "录到了客户的真实报价", key())
    again = key()
    removing.remove(cast.trainee, second, "", again)
    removing.remove(cast.trainee, second, "", again)
    removing.remove(cast.trainee, second, "", key())
    assert not there(first)
    assert not there(second)
    assert verbs(cast.trainee).count("removed") == 2
    told = select(RecordingRemoval.by_id, RecordingRemoval.why).order_by(RecordingRemoval.recording_id)
    assert session().execute(told).all() == [(cast.manager, "录到了客户的真实报价"), (cast.trainee, "")]


def test_what_was_kept_long_enough_is_removed_with_a_line_in_the_file(app: Flask, cast: Cast) -> None:
    with clock_at():
        old = recorded(cast, begin(cast).try_id)
    with clock_at(days=179):
        assert removing.remove_old() == 0
        assert there(old)
    with clock_at(days=180):
        answer = app.test_cli_runner().invoke(args=["lms", "recordings", "remove-old"])
    assert answer.output == "recordings removed: 1, uploads forgotten: 0, files still to delete: 0\n"
    assert answer.exit_code == 0
    assert not there(old)
    assert verbs(cast.trainee) == ["consented", "recorded", "removed"]
    assert session().scalars(select(RecordingRemoval.by_id)).all() == [None]


def test_a_file_that_cannot_be_deleted_stays_on_a_list_and_is_tried_again(
    app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    recording = recorded(cast, consented(cast).try_id)

    def refuse(*_args: object) -> None:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as disk:
        disk.setattr(store.LocalFileSystem, "rm_file", refuse)
        removing.remove(cast.trainee, recording, "", key())
        answer = app.test_cli_runner().invoke(args=["lms", "recordings", "remove-old"])
        assert "files still to delete: 1" in answer.output
        assert answer.exit_code == 1
        assert "Permission denied" in session().scalars(select(FileToDelete.trouble)).one()
        session().rollback()
    assert there(recording)
    assert removing.delete_again() == 0
    assert not there(recording)


def test_a_removed_recording_says_by_whom_and_why_and_takes_nothing_more(cast: Cast, pages: Pages) -> None:
    play = consented(cast)
    recording = recorded(cast, play.try_id)
    removing.remove(cast.manager, recording, "录到了客户的真实报价", key())
    session().rollback()
    pages.sign_in(cast.trainee)
    seen = listing(pages, play.try_id)
    assert seen["recordings"] == []
    assert [(one["by"], one["why"]) for one in seen["removed"]] == [("王强", "录到了客户的真实报价")]
    pages.send(f"/recordings/{recording}/comments", {"at_ms": 0, "text": "还在吗", "key": key()}, 409)


def test_the_file_tells_of_consent_recording_and_removal_in_words(cast: Cast, pages: Pages) -> None:
    recording = recorded(cast, begin(cast).try_id)
    removing.remove(cast.manager, recording, "录到了客户的真实报价", key())
    session().rollback()
    words = pages.sign_in(cast.manager).get(f"/people/{cast.trainee}").words
    assert "李文同意录" in words
    assert "李文上传了" in words
    assert "王强删除了" in words
    assert "录到了客户的真实报价" in words


def test_names_in_the_store_tell_nothing(cast: Cast) -> None:
    recorded(cast, consented(cast).try_id, wav(0.5))
    kept = Path(session().scalars(select(Recording.stored_as)).one())
    assert len(kept.name) == 38
    assert kept.name.isalnum()
