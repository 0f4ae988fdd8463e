"""What people are told in the app."""

import pytest

from lms import clock
from lms.db import transaction
from lms.errors import NotYours
from lms.records import notices
from lms.records.notices import Said, mark_read, news_of, settle, tell, unread_of
from tests.cast import Cast
from tests.factories.training import on
from tests.pages import Pages, queries


@pytest.fixture(autouse=True)
def worded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(notices.WORDS, "greeting", lambda body: Said(body["words"], "/courses"))


def greet(person: int, words: str, key: str, day: int = 9) -> None:
    with clock.standing_at(on(day)), transaction():
        tell(person, "greeting", {"words": words}, key)


def test_the_same_thing_is_told_once_and_the_newest_stands_first(cast: Cast) -> None:
    greet(cast.trainee, "早", "one")
    greet(cast.trainee, "又早", "one")
    greet(cast.trainee, "晚", "two", day=10)
    greet(cast.trainer, "早", "one")
    assert [one.said.sentence for one in news_of(cast.trainee)] == ["晚", "早"]
    with queries(1):
        assert len(unread_of(cast.trainer)) == 1


def test_only_whom_it_was_told_opens_it_and_twice_is_as_good_as_once(cast: Cast) -> None:
    greet(cast.trainee, "早", "one")
    [notice] = unread_of(cast.trainee)
    with pytest.raises(NotYours):
        mark_read(cast.manager, notice.id)
    with clock.standing_at(on(10)):
        read = mark_read(cast.trainee, notice.id).read_at
    assert mark_read(cast.trainee, notice.id).read_at == read == on(10)
    assert unread_of(cast.trainee) == []


def test_what_was_met_at_its_place_is_news_no_more(cast: Cast) -> None:
    for number in (1, 2, 10):
        greet(cast.trainee, str(number), f"thing {number} {number}")
    with transaction():
        settle(cast.trainee, "greeting", "thing 1 ")
    assert {one.body["words"] for one in unread_of(cast.trainee)} == {"2", "10"}


def test_a_kind_that_nobody_words_any_more_is_left_out_and_leads_home(cast: Cast, pages: Pages) -> None:
    with transaction():
        tell(cast.trainee, "forgotten", {}, "one")
    assert news_of(cast.trainee) == []
    [notice] = unread_of(cast.trainee)
    assert pages.sign_in(cast.trainee).post(f"/notices/{notice.id}").location == "/"


@pytest.mark.parametrize(("who", "first"), [("trainer", "/todo"), ("manager", "/team"), ("admin", "/admin/people")])
def test_everybody_reads_their_news_where_they_come_in(cast: Cast, pages: Pages, who: str, first: str) -> None:
    greet(getattr(cast, who), "早上好", "one")
    page = pages.sign_in(getattr(cast, who)).get(first)
    assert "早上好" in page.words
    [notice] = unread_of(getattr(cast, who))
    assert pages.post(f"/notices/{notice.id}").location == "/courses"
    greet(getattr(cast, who), "晚上好", "two")
    [notice] = unread_of(getattr(cast, who))
    assert pages.post(f"/notices/{notice.id}", {"stay": "1"}).location == "/"
    assert "上好" not in pages.get(first).words
