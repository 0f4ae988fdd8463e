"""Playing: any part of a recording, by whoever may, and never as a page."""

import pytest
from sqlalchemy import select

from lms.db import session, transaction
from lms.practice.seats import Part, give, leave
from lms.recordings.models import Recording
from lms.recordings.store import store
from lms.recordings.views import media
from tests.cast import Cast
from tests.pages import Pages
from tests.practice.plays import at, clock_at, key
from tests.recordings.files import consented, listing, recorded, wav

DATA = wav(1)
SIZE = len(DATA)


@pytest.fixture
def made(cast: Cast, pages: Pages) -> int:
    """A recording, and the trainer to play it."""
    recording = recorded(cast, consented(cast).try_id, DATA)
    session().rollback()
    pages.sign_in(cast.trainer)
    return recording


@pytest.mark.parametrize(
    ("asked", "status", "start", "stop"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=0-", 206, 0, SIZE),
        ("bytes=100-199", 206, 100, 200),
        (f"bytes={SIZE - 5}-{SIZE + 99}", 206, SIZE - 5, SIZE),
        ("bytes=-5", 206, SIZE - 5, SIZE),
        (f"bytes=-{SIZE * 9}", 206, 0, SIZE),
        ("bytes=0-1,5-6", 200, 0, SIZE),
        ("bytes=9-1", 200, 0, SIZE),
        ("lines=0-1", 200, 0, SIZE),
        ("bytes", 200, 0, SIZE),
    ],
)
@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # no database decides it
def test_a_part_is_what_was_asked_for(made: int, pages: Pages, asked: str, status: int, start: int, stop: int) -> None:
    answer = pages.client.get(f"/recordings/{made}/media", headers={"Range": asked})
    assert (answer.status_code, answer.data) == (status, DATA[start:stop])
    assert answer.headers["Content-Length"] == str(stop - start)
    if status == 206:
        assert answer.headers["Content-Range"] == f"bytes {start}-{stop - 1}/{SIZE}"


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_beyond_its_end_there_is_nothing_and_long_answers_end_early(
    made: int, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = f"/recordings/{made}/media"
    beyond = pages.client.get(path, headers={"Range": f"bytes={SIZE}-"})
    assert (beyond.status_code, beyond.headers["Content-Range"], beyond.data) == (416, f"bytes */{SIZE}", b"")
    monkeypatch.setattr(media, "AT_ONCE", 1000)
    first = pages.client.get(path, headers={"Range": "bytes=100-"})
    assert (first.data, first.headers["Content-Range"]) == (DATA[100:1100], f"bytes 100-1099/{SIZE}")
    tag = first.headers["ETag"]
    assert pages.client.get(path, headers={"Range": "bytes=0-9", "If-Range": tag}).status_code == 206
    assert pages.client.get(path, headers={"Range": "bytes=0-9", "If-Range": '"other"'}).data == DATA
    head = pages.client.head(path)
    assert (head.headers["Content-Length"], head.headers["Accept-Ranges"], head.data) == (str(SIZE), "bytes", b"")


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_it_is_served_as_sound_and_nothing_else_and_stays_in_no_cache(made: int, pages: Pages) -> None:
    headers = pages.client.get(f"/recordings/{made}/media").headers
    assert headers["Content-Type"] == "audio/wav"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Disposition"].startswith("inline; filename*=UTF-8''")


def test_who_sees_the_try_hears_it_and_who_has_a_seat_to_rate_hears_it_without_what_others_wrote(
    made: int, cast: Cast, pages: Pages
) -> None:
    try_id = session().scalars(select(Recording.try_id)).one()
    session().rollback()
    pages.send(f"/recordings/{made}/comments", {"at_ms": 10, "text": "开场很稳", "key": key()}, 201)
    for person, status in ((cast.trainee, 200), (cast.manager, 200), (cast.other_trainer, 404), (cast.admin, 404)):
        assert pages.sign_in(person).client.get(f"/recordings/{made}/media").status_code == status
    for part, status in ((Part.SECOND, 200), (Part.GUEST, 200), (Part.CUSTOMER, 404), (Part.PEER, 404)):
        with transaction():
            give(try_id, cast.other_trainer, part, cast.manager)
        pages.sign_in(cast.other_trainer)
        assert pages.client.get(f"/recordings/{made}/media").status_code == status, part
        seen = listing(pages, try_id)
        assert [one["comments"] for one in seen["recordings"]] == ([[]] if status == 200 else [])
        assert not seen["may"]["comment"]
        pages.send(f"/recordings/{made}/comments", {"at_ms": 10, "text": "我也说一句", "key": key()}, 404)
        with transaction():
            leave(try_id, cast.other_trainer, part)
    with transaction():
        give(try_id, cast.other_trainer, Part.SECOND, cast.manager, ends_at=at(days=-1))
    pages.get(f"/recordings/{made}/media", 404)


def test_past_its_time_it_cannot_be_fetched_though_nobody_has_removed_it_yet(cast: Cast, pages: Pages) -> None:
    with clock_at():
        recording = recorded(cast, consented(cast).try_id)
    for days, status in ((179, 200), (181, 410)):
        with clock_at(days=days):
            pages.sign_in(cast.trainee)
            assert pages.client.get(f"/recordings/{recording}/media").status_code == status


def test_a_file_that_the_store_has_lost_is_told_in_words(made: int, pages: Pages) -> None:
    store().delete(session().scalars(select(Recording.stored_as)).one())
    session().rollback()
    assert "找不到" in pages.get(f"/recordings/{made}/media", 410).words
