"""What is found of a rater is theirs at once and their manager's days later; nothing of it changes a level."""

from datetime import timedelta

from sqlalchemy import select

from lms import clock
from lms.db import session
from lms.i18n import Language
from lms.practice.models import Rating
from lms.raters.models import RaterTold
from lms.records import notices
from tests.cast import Cast
from tests.factories.training import on
from tests.pages import Pages
from tests.raters.world import rated_in_turn, second_trainer

TITLE = "同样的人，评得比别人低"
MANAGERS = "教练怎么评"


def test_the_rater_reads_a_finding_at_once_and_their_manager_once_it_was_read_and_three_working_days_passed(
    cast: Cast, pages: Pages
) -> None:  # fmt: skip
    rated_in_turn(cast, second_trainer(cast), 0, 3)
    raw = session().execute(select(Rating.review_id, Rating.item, Rating.level)).all()
    with clock.standing_at(on(13, 9)):  # a Friday
        page = pages.sign_in(cast.trainer).get("/raters/me")
        assert TITLE in page.words
        assert "11月27日" in page.words
        assert TITLE not in pages.sign_in(cast.manager).get("/raters").words
        pages.sign_in(cast.trainer).post("/raters/me/read")
        again = pages.sign_in(cast.trainer).get("/raters/me").words
        assert "11月18日" in again
        assert "我看过了" not in again
    with clock.standing_at(on(17, 18)):
        assert TITLE not in pages.sign_in(cast.manager).get("/raters").words
    with clock.standing_at(on(18, 9)):
        words = pages.sign_in(cast.manager).get("/raters").words
        assert TITLE in words
        assert "各评同一份校准稿" in words
        assert "你的经理也看得到" in pages.sign_in(cast.trainer).get("/raters/me").words
    assert session().execute(select(Rating.review_id, Rating.item, Rating.level)).all() == raw


def test_who_never_looks_is_told_by_a_notice_and_has_a_fortnight(cast: Cast, pages: Pages) -> None:
    han = second_trainer(cast)
    rated_in_turn(cast, han, 0, 3)
    with clock.standing_at(on(13, 9)):
        # whoever looks first makes it known to the rater, once, and to nobody else
        for _look in range(2):
            assert TITLE not in pages.sign_in(cast.manager).get("/raters").words
        assert [one.kind for one in notices.unread_of(cast.trainer)].count("rating") == 1
        assert "先给你看" in pages.sign_in(cast.trainer).get("/todo").words
    with clock.standing_at(on(26, 23)):
        assert TITLE not in pages.sign_in(cast.manager).get("/raters").words
    with clock.standing_at(on(27, 9)):
        assert TITLE in pages.sign_in(cast.manager).get("/raters", 200).words


def test_what_is_found_no_more_is_forgotten(cast: Cast, pages: Pages) -> None:
    rated_in_turn(cast, second_trainer(cast), 0, 3)
    with clock.standing_at(on(13, 9)):
        pages.sign_in(cast.trainer).get("/raters/me")
        assert session().scalars(select(RaterTold.finding).where(RaterTold.rater_id == cast.trainer)).all()
    with clock.standing_at(on(13, 9) + timedelta(days=400)):  # nothing was rated within the year
        page = pages.sign_in(cast.trainer).get("/raters/me")
        assert TITLE not in page.words
        assert "还不够说什么" in page.words
    assert session().scalars(select(RaterTold).where(RaterTold.rater_id == cast.trainer)).all() == []


def test_too_few_reviews_say_nothing(cast: Cast, pages: Pages) -> None:
    rated_in_turn(cast, second_trainer(cast), 0, 3, tries=8)
    with clock.standing_at(on(13, 9)):
        words = pages.sign_in(cast.trainer).get("/raters/me").words
    assert "你的评阅4次，要满8次" in words
    assert session().scalars(select(RaterTold)).all() == []


def test_trainees_peers_and_strangers_see_nothing_of_it(cast: Cast, pages: Pages) -> None:
    rated_in_turn(cast, second_trainer(cast), 0, 3)
    with clock.standing_at(on(30, 9)):
        pages.sign_in(cast.trainer).get("/raters/me")
        pages.sign_in(cast.trainer).post("/raters/me/read")
    with clock.standing_at(on(30, 9) + timedelta(days=20)):
        pages.sign_in(cast.trainee).get("/raters/me", 404)
        pages.sign_in(cast.trainee).get("/raters", 404)
        pages.sign_in(cast.other_trainer).get("/raters", 404)
        pages.sign_in(cast.admin).get("/raters", 404)
        assert TITLE not in pages.sign_in(cast.other_trainer).get("/raters/me").words
        assert TITLE in pages.sign_in(cast.manager).get("/raters").words
        assert TITLE not in pages.sign_in(cast.trainee).get(f"/people/{cast.trainee}").words


def test_the_page_reads_in_english(cast: Cast, pages: Pages) -> None:
    rated_in_turn(cast, second_trainer(cast), 0, 3)
    with clock.standing_at(on(13, 9)):
        words = pages.sign_in(cast.trainer, Language.EN).get("/raters/me").words
        assert "Lower than the others on the same people" in words
        assert MANAGERS not in words
