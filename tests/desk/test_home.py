"""A trainee's first page, and where it leads everybody else."""

import re
from datetime import date
from xml.etree import ElementTree

import pytest

from lms import clock
from lms.i18n import Language
from lms.judgement.decisions.service import Deciding, Kind, decide
from lms.plan import progress
from lms.plan.arrangements import Arranged, Owed, arrange
from lms.quizzes import answering
from lms.quizzes import service as quizzes
from tests.cast import Cast
from tests.factories.answers import answered
from tests.factories.training import PHONE, VISIT, key, on, trainee_of
from tests.pages import Page, Pages, queries

BOTH = pytest.mark.parametrize("language", list(Language))


def at(pages: Pages, person: int, day: int, language: Language = Language.ZH, hour: int = 9) -> Page:
    with clock.standing_at(on(day, hour)):
        return pages.sign_in(person, language).get("/")


def primary(page: Page) -> ElementTree.Element:
    """The one primary button of the page."""
    buttons = [node for node in page.tree.iter() if "primary" in (node.get("class") or "").split()]
    assert len(buttons) == 1
    return buttons[0]


@BOTH
def test_who_is_not_enrolled_reads_what_will_be_here(cast: Cast, pages: Pages, language: Language) -> None:
    page = pages.sign_in(cast.trainee, language).get("/")
    assert ("你的计划会出现在这里" if language is Language.ZH else "Your plan will be here") in page.words


@BOTH
def test_day_one_begins_with_the_standard(cast: Cast, pages: Pages, language: Language) -> None:
    trainee_of(cast).enrolled(acknowledged=False)
    page = at(pages, cast.trainee, 2, language)
    assert primary(page).get("href") == "/standard"
    assert ("第1周" if language is Language.ZH else "week 1") in page.words


def test_before_the_first_day_it_says_when_it_begins(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled(date(2026, 11, 9), acknowledged=False)
    page = at(pages, cast.trainee, 4)
    assert "11月9日 周一开始" in page.words
    assert "primary" not in page.text


@BOTH
def test_then_comes_the_first_section_and_todays_plan(cast: Cast, pages: Pages, language: Language) -> None:
    trainee_of(cast).enrolled()
    page = at(pages, cast.trainee, 2, language)
    assert (primary(page).get("href") or "").startswith(f"/courses/{PHONE}/")
    assert ("今天的安排" if language is Language.ZH else "Planned for today") in page.words
    assert f"/courses/{VISIT}" in page.text


def test_reading_resumes_at_the_paragraph(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    section = (primary(at(pages, cast.trainee, 2)).get("href") or "").rsplit("/", 1)[1]
    with clock.standing_at(on(2, 10)):
        progress.note_paragraph(cast.trainee, PHONE, section, 7)
    assert primary(at(pages, cast.trainee, 2)).get("href") == f"/courses/{PHONE}/{section}#p-7"


def test_after_reading_comes_the_quiz_and_then_practice(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11)).read(VISIT, on(2, 12))
    assert primary(at(pages, cast.trainee, 2, hour=13)).get("href") == f"/quizzes/{PHONE}"
    trainee.mastered(PHONE, on(2, 14)).mastered(VISIT, on(2, 16))
    trainee.shown(PHONE, on(2, 17))
    page = at(pages, cast.trainee, 3)
    assert primary(page).get("href") == f"/practice/{PHONE}"
    assert "与陈静" in page.words


def test_a_show_that_was_entered_is_to_be_confirmed(cast: Cast, pages: Pages) -> None:
    attendance = trainee_of(cast).enrolled().shown(PHONE, on(2, 16), seen=None)
    page = at(pages, cast.trainee, 3)
    assert primary(page).get("href") == f"/shows/{attendance}"
    assert "陈静给你示范了电话销售" in page.words


def test_a_self_rating_and_a_look_back_wait(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    unrated = trainee.tried(PHONE, on(3), 1, rated_self=False)
    looked = trainee.tried(VISIT, on(4), 1)
    page = at(pages, cast.trainee, 4, hour=14)
    assert primary(page).get("href") == f"/tries/{unrated}/self"
    assert f"/tries/{looked}/back" in page.text


def test_the_marks_of_a_sealed_try_wait_for_the_own_rating(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    trainee.tried(PHONE, on(3), 3, rated_self=False)
    assert "先自评" in at(pages, cast.trainee, 4).words


def test_what_is_booked_for_today_comes_with_time_place_and_the_agreed_change(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11)).read(VISIT, on(2, 12))
    trainee.tried(PHONE, on(3), 1, change="先听十分钟")
    with clock.standing_at(on(3, 16)):
        thing = Owed("try", PHONE, "", 2)
        arrange(cast.trainer, cast.trainee, thing, Arranged.BOOKED, key(), booked_for=on(4, 10), place="会议室3")
    page = at(pages, cast.trainee, 4)
    assert "今天10:00，会议室3" in page.words
    assert "先听十分钟" in page.words
    assert primary(page).get("href") == f"/practice/{PHONE}"


@BOTH
def test_what_we_owe_is_said_with_who_and_by_when(cast: Cast, pages: Pages, language: Language) -> None:
    trainee_of(cast).enrolled()
    page = at(pages, cast.trainee, 9, language)
    said = (
        "电话销售第1次示范。陈静，原定11月2日前。"
        if language is Language.ZH
        else "Telephone selling, show 1. 陈静, due Mon 2 Nov."
    )
    assert said in page.words
    assert ("我们还欠你" if language is Language.ZH else "We still owe you") in page.words


def test_a_fresh_decision_is_to_be_read_until_it_is_answered(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    with clock.standing_at(on(9)):
        decide(
            cast.manager,
            cast.trainee,
            PHONE,
            Deciding(Kind.ACCOMPANY, "三次都停在同一处，跟一次看看。", "周四我跟你去。", None),
            key(),
        )
    assert "王强对电话销售作了决定" in at(pages, cast.trainee, 10).words
    assert "作了决定" not in at(pages, cast.trainee, 27).words


def test_what_comes_next_follows_the_path_where_days_are_equal(cast: Cast, pages: Pages) -> None:
    """On the day before it begins nothing is due today, and the first two modules are due on one day."""
    trainee_of(cast).enrolled(date(2026, 11, 3))
    assert "接下来：读“如何进行电话销售”，11月3日前。" in at(pages, cast.trainee, 2).words


@BOTH
def test_a_quiz_under_way_is_remembered_and_what_is_missing_counted(
    cast: Cast, pages: Pages, language: Language
) -> None:
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11)).read(VISIT, on(2, 12))
    with clock.standing_at(on(2, 13)):
        attempt = quizzes.start(trainee.id, VISIT, key())
        first = quizzes.attempt_view(trainee.id, attempt).items[0]
        quizzes.confirm(trainee.id, attempt, 1, answered(first))
    page = at(pages, cast.trainee, 2, language, hour=14)
    assert f'href="/attempts/{attempt}/2"' in page.text
    assert ("答了1 / 8" if language is Language.ZH else "1 of 8 answered") in page.words
    assert ("还差" if language is Language.ZH else "still to come") not in page.words
    assert primary(page).get("href") == f"/attempts/{attempt}/2", "what was begun comes first"
    assert page.text.count(f"/attempts/{attempt}/") == 1, "and stands on the page once"
    trainee.mastered(PHONE, on(2, 15))
    with clock.standing_at(on(2, 17)):
        for item in quizzes.attempt_view(trainee.id, attempt).items[1:]:
            quizzes.confirm(trainee.id, attempt, item.position, answered(item))
    page = at(pages, cast.trainee, 2, language, hour=18)
    assert f"/attempts/{attempt}" not in page.text, "all is answered: nothing is unfinished"
    assert re.search(r"还差\d样" if language is Language.ZH else r"\d outcomes? still to come", page.words)


def test_a_quiz_left_open_after_its_last_answer_leads_to_its_end_from_the_card_alone(
    cast: Cast, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11)).read(VISIT, on(2, 12))
    monkeypatch.setattr(answering, "_close_when_all_is_confirmed", lambda _attempt: None)
    with clock.standing_at(on(2, 13)):
        attempt = quizzes.start(trainee.id, VISIT, key())
        for item in quizzes.attempt_view(trainee.id, attempt).items:
            quizzes.confirm(trainee.id, attempt, item.position, answered(item))
    page = at(pages, cast.trainee, 2, hour=14)
    assert primary(page).get("href") == f"/attempts/{attempt}/8"
    assert page.text.count(f"/attempts/{attempt}/") == 1
    assert "看哪些稳了" in page.words


@BOTH
def test_a_skill_says_of_the_last_tries_how_many_held(cast: Cast, pages: Pages, language: Language) -> None:
    chinese = language is Language.ZH
    trainee = trainee_of(cast).enrolled()
    for number, level in enumerate((2, 1, 1, 1, 1), start=3):
        trainee.tried(PHONE, on(number), level)
    assert ("最近4次都没做到" if chinese else "last 4: not yet") in at(pages, cast.trainee, 9, language).words
    for number in (9, 10):
        trainee.tried(PHONE, on(number), 2)
    assert ("最近4次做到2次" if chinese else "last 4: 2 held") in at(pages, cast.trainee, 11, language).words
    for number in (11, 12):
        trainee.tried(PHONE, on(number), 2)
    page = at(pages, cast.trainee, 13, language)
    assert ("最近4次都做到" if chinese else "last 4 held") in page.words
    trainee.tried(VISIT, on(13), 2)
    assert ("最近一次做到" if chinese else "last review: held") in at(pages, cast.trainee, 14, language).words


def test_the_state_of_a_skill_is_said_once(cast: Cast, pages: Pages) -> None:
    trainee_of(cast).enrolled()
    page = at(pages, cast.trainee, 2)
    assert page.words.count("先等示范") == 2, "one for each skill of the path"
    assert "还没练" not in page.text
    trainee_of(cast).tried(PHONE, on(2, 15), 2)
    page = at(pages, cast.trainee, 3)
    assert page.words.count("做到") == 1
    assert 'role="img"' not in page.text


@BOTH
def test_a_year_without_announced_holidays_is_named(cast: Cast, pages: Pages, language: Language) -> None:
    trainee_of(cast).enrolled(date(2026, 12, 1))
    page = at(pages, cast.trainee, 28, language)
    said = (
        "2027年的法定节假日还没公布"
        if language is Language.ZH
        else "The public holidays of 2027 have not been announced"
    )
    assert said in page.words
    with clock.standing_at(on(28)):
        assert said in pages.get("/courses").words


def test_when_all_is_done_it_says_so_kindly(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11)).read(VISIT, on(2, 12))
    trainee.mastered(PHONE, on(2, 14)).mastered(VISIT, on(2, 16))
    page = at(pages, cast.trainee, 2, hour=18)
    assert "没有等你做的事" in page.words


@BOTH
def test_staff_are_led_to_their_first_page(cast: Cast, pages: Pages, language: Language) -> None:
    for person, first in ((cast.trainer, "/todo"), (cast.manager, "/team"), (cast.admin, "/admin")):
        page = pages.sign_in(person, language).get("/", status=302)
        assert page.location.startswith(first)


def test_home_takes_as_many_queries_for_much_as_for_little(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    trainee.tried(PHONE, on(3), 1)
    at(pages, cast.trainee, 3, hour=15)
    with queries(22) as few:
        at(pages, cast.trainee, 3, hour=15)
    for day in (4, 5, 6):
        trainee.tried(PHONE, on(day), 2)
        trainee.tried(VISIT, on(day, 14), 2)
        trainee.shown(PHONE, on(day, 16))
    with queries(len(few)):
        at(pages, cast.trainee, 6, hour=18)
