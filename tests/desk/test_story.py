"""One person's story, as each of those whom it concerns reads it."""

import html
import re
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lms import clock
from lms.db import session, transaction
from lms.i18n import Language
from lms.judgement.cases.deciding import decide_case, end, say
from lms.judgement.decisions.mending import withdraw
from lms.judgement.decisions.service import Deciding, Kind, decide, reply
from lms.judgement.models import Decision
from lms.people.models import Coaching, Membership, Person, Role
from lms.plan.arrangements import Arranged, Owed, arrange
from lms.practice import tries
from lms.practice.selfrating import skip_self_rating
from lms.practice.shows import correct_show
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.factories.cases import LOOKED, SAID, a_case, looked, teach
from tests.factories.training import PHONE, VISIT, Trainee, key, on, trainee_of
from tests.judgement.estimated import in_force
from tests.pages import Page, Pages, queries

BOTH = pytest.mark.parametrize("language", list(Language))
READERS = pytest.mark.parametrize("reader", ["trainee", "trainer", "manager"])


def at(pages: Pages, person: int, day: int, address: str, language: Language = Language.ZH) -> Page:
    with clock.standing_at(on(day, 9)):
        return pages.sign_in(person, language).get(address)


def fortnight(cast: Cast) -> Trainee:
    """Two weeks with shows, tries, reviews by two trainers, a quiz, practice alone, and debts."""
    with transaction():
        session().add(Coaching(trainer_id=cast.other_trainer, trainee_id=cast.trainee, skill=PHONE, from_on=DAY_ONE))
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11)).mastered(PHONE, on(2, 14))
    trainee.shown(PHONE, on(2, 16))
    trainee.shown(VISIT, on(3, 16), seen=False)
    trainee.tried(PHONE, on(3), 1, change="先听十分钟")
    trainee.tried(PHONE, on(5), 2, rater=cast.other_trainer)
    trainee.tried(PHONE, on(9), 2)
    trainee.tried(PHONE, on(10), None)
    trainee.tried(VISIT, on(10, 14), 1)
    trainee.practised_alone(PHONE, on(6))
    return trainee


def listed(page: Page) -> int:
    """How many facts a listing shows."""
    timelines = [node for node in page.tree.iter("ol") if node.get("class") == "timeline"]
    return sum(len(list(node)) for node in timelines)


@BOTH
@READERS
def test_each_of_them_reads_the_overview(cast: Cast, pages: Pages, reader: str, language: Language) -> None:
    trainee = fortnight(cast)
    page = at(pages, getattr(cast, reader), 16, f"/people/{trainee.id}?skill={PHONE}", language)
    zh = language is Language.ZH
    for words in ("为什么这样判断", "教过吗？", "达标了吗？", "时间线") if zh else (
        "Why this judgement", "Was it taught?", "Does it hold?", "Timeline",
    ):  # fmt: skip
        assert words in page.words
    mine = reader == "trainee"
    owed = ("我们还欠你" if mine else "未教够") if zh else ("We still owe you" if mine else "Teaching owed")
    assert owed in page.words
    assert ("进展" if zh else "Progress") in page.words if mine else "李文" in page.words
    assert ("/decisions/new" in page.text) == (reader == "manager")
    assert "/todo?" in page.text if not mine else "/todo?" not in page.text


@BOTH
@READERS
@pytest.mark.parametrize("skill", [PHONE, VISIT])
def test_every_figure_of_the_sentence_opens_just_as_many_rows(
    cast: Cast, pages: Pages, reader: str, skill: str, language: Language
) -> None:
    trainee = fortnight(cast)
    assert check_figures(pages, getattr(cast, reader), trainee.id, skill, language) >= 4


def check_figures(pages: Pages, reader: int, person: int, skill: str, language: Language) -> int:
    """Each figure of the sentence opens just as many rows. Returns how many there are."""
    page = at(pages, reader, 16, f"/people/{person}?skill={skill}", language)
    figures = re.findall(r'<a href="([^"]+)" data-figure="(\d+)">([^<]+)</a>', page.text)
    for href, count, words in figures:
        opened = at(pages, reader, 16, html.unescape(href).split("#")[0], language)
        if "owed=" in href:
            owed = opened.tree.find(".//section[@id='owed']")
            rows = len(list(owed.iter("li"))) if owed is not None else 0
        else:
            rows = listed(opened)
        assert rows == int(count), (href, words)
        assert re.findall(r"\d+", words) == [count] or (words, count) == ("once", "1")
    return len(figures)


FACTS = st.one_of(
    st.tuples(st.just("shown"), st.sampled_from([True, False, None])),
    st.tuples(st.just("tried"), st.sampled_from([None, 1, 3]), st.booleans(), st.booleans()),
    st.tuples(st.just("alone")),
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(FACTS, max_size=6))
def test_the_figures_of_any_history_open_just_as_many_rows(
    cast: Cast, pages: Pages, history: list[tuple[Any, ...]]
) -> None:
    """One person a history, since what was closed stays; every fact has a day of its own."""
    trainee = newcomer(cast).enrolled()
    for day, (kind, *how) in enumerate(history, start=3):
        match kind, how:
            case "shown", [seen]:
                trainee.shown(PHONE, on(day), seen=seen)
            case "tried", [level, rated_self, by_another]:
                rater = cast.other_trainer if by_another else None
                trainee.tried(PHONE, on(day), level, rated_self=rated_self, rater=rater)
            case _:
                trainee.practised_alone(PHONE, on(day))
    for reader in (trainee.id, cast.manager):
        check_figures(pages, reader, trainee.id, PHONE, Language.ZH)


def newcomer(cast: Cast) -> Trainee:
    """Another trainee of the team, whom both trainers coach."""
    with transaction():
        count = session().query(Person).count()
        person = Person(name=f"新人{count}", email=f"new{count}@example.com", created_at=BEGAN)
        session().add(person)
        session().flush()
        session().add(Membership(person_id=person.id, team_id=cast.team, role=Role.TRAINEE, from_on=DAY_ONE))
        for trainer in (cast.trainer, cast.other_trainer):
            session().add(Coaching(trainer_id=trainer, trainee_id=person.id, skill=PHONE, from_on=DAY_ONE))
    return Trainee(person.id, cast.trainer, cast.manager)


@BOTH
def test_every_reason_links_to_as_many_records_as_it_says(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = fortnight(cast)
    page = at(pages, cast.manager, 16, f"/people/{trainee.id}?skill={PHONE}", language)
    links = re.findall(r'<a href="([^"]+rule=\w+)">([^<]*?)(\d+)([^<]*)</a>', page.text)
    assert len(links) >= 8
    for href, _before, count, _after in links:
        assert listed(at(pages, cast.manager, 16, html.unescape(href), language)) == int(count), href


def test_the_sentence_says_what_was_given_done_and_found(cast: Cast, pages: Pages) -> None:
    trainee = fortnight(cast)
    page = at(pages, cast.manager, 16, f"/people/{trainee.id}?skill={PHONE}")
    words = re.sub(r"\s+", "", page.words)
    assert "教过1次（还欠1次），练过4次，陈静、周涛评过3次（还欠1次）。" in words
    assert "最近评过的3次里2次做到；最后一次平均2.0（满级3），达标线1.8。" in words
    theirs = at(pages, cast.trainee, 16, f"/people/{trainee.id}?skill={PHONE}")
    assert "教过1次（还欠你1次）" in re.sub(r"\s+", "", theirs.words)


def test_without_a_skill_the_most_urgent_one_opens(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11)).read(VISIT, on(2, 12))
    for day in (2, 5):
        trainee.shown(PHONE, on(day, 16))
    for day in (3, 4, 5):
        trainee.tried(PHONE, on(day), 2)
    page = at(pages, cast.manager, 6, f"/people/{trainee.id}")
    assert re.search(r'skill=first-visit" aria-current="page"', page.text)


@BOTH
@READERS
def test_all_facts_are_told_thirty_a_page(cast: Cast, pages: Pages, reader: str, language: Language) -> None:
    trainee = fortnight(cast)
    trainee.shown(PHONE, on(9, 16))
    trainee.tried(PHONE, on(10, 16), 2)
    offered = Owed("try", VISIT, "", 2)
    with clock.standing_at(on(10, 18)):
        arrange(cast.trainer, trainee.id, offered, Arranged.BOOKED, key(), booked_for=on(11, 9))
    with clock.standing_at(on(11)):
        arrange(cast.trainer, trainee.id, offered, Arranged.NOT_COME, key())
        deciding = Deciding(Kind.TEACH_DIFFERENTLY, "两次都停在同一处，换个法子教。", "下周我们拆开练。", None)
        decided = decide(cast.manager, trainee.id, VISIT, deciding, key())
        reply(trainee.id, decided, "好，我想先跟一次。", key())
    first = at(pages, getattr(cast, reader), 16, f"/people/{trainee.id}?show=all", language)
    assert listed(first) == 30
    second = at(pages, getattr(cast, reader), 16, f"/people/{trainee.id}?show=all&page=2", language)
    total = int(re.search(r'id="facts-title">[^<]*<span class="muted">(\d+)', first.text)[1])  # type: ignore[index]
    assert listed(second) == total - 30
    said = first.words + second.words
    chinese = ("李文没来", "换个方式教", "好，我想先跟一次。", "先听十分钟", "读完", "小测")
    english = ("李文 did not come", "Teach it differently", "好，我想先跟一次。", "先听十分钟", "to its end", "Quiz on")
    for words in chinese if language is Language.ZH else english:
        assert words in said


def test_a_page_beyond_the_last_is_the_last(cast: Cast, pages: Pages) -> None:
    trainee = fortnight(cast)
    for number in ("3", "99999999999999999999", "²", "-1"):
        assert listed(at(pages, cast.manager, 16, f"/people/{trainee.id}?show=all&page={number}")) > 0


@BOTH
def test_a_try_of_seconds_and_one_practice_alone_are_told_as_people_do(
    cast: Cast, pages: Pages, language: Language
) -> None:
    trainee = trainee_of(cast).enrolled()
    trainee.practised_alone(PHONE, on(3))
    with clock.standing_at(on(4)):
        made = tries.start_try(cast.trainer, trainee.id, PHONE, key())
    with clock.standing_at(on(4) + timedelta(seconds=40)):
        tries.end_try(trainee.id, made, key())
    story = f"/people/{trainee.id}?skill={PHONE}"
    assert ("不到1分钟" if language is Language.ZH else "under a minute") in at(
        pages, cast.trainee, 5, story, language
    ).words
    words = re.sub(r"\s+", " ", at(pages, cast.trainee, 5, story, language).words)
    said = "自己练了1次，最近一次11月3日 周二 。不打分。", "Practised alone once, on Tue 3 Nov . It is never scored."
    assert said[language is Language.EN] in words


@BOTH
def test_paper_says_of_which_skill_and_of_which_year(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled()
    [said] = [
        "".join(node.itertext())
        for node in at(pages, cast.manager, 5, f"/people/{trainee.id}?skill={VISIT}", language).tree.iter("p")
        if "in-print" in (node.get("class") or "")
    ]
    zh = language is Language.ZH
    assert said == ("初访，2026年11月5日 周四 09:00更新" if zh else "First visit, as of Thu 5 Nov 2026, 09:00")


@BOTH
def test_a_kind_of_facts_can_be_asked_for_by_skill(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = fortnight(cast)
    counted = {
        kept: listed(at(pages, cast.trainer, 16, f"/people/{trainee.id}?show=all&kept={kept}&skill={PHONE}", language))
        for kept in ("shows", "tries", "reviews", "solo", "decisions")
    }
    assert counted == {"shows": 2, "tries": 4, "reviews": 8, "solo": 1, "decisions": 0}


def test_what_was_corrected_stays_readable_and_counts_no_more(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    shown = trainee.shown(PHONE, on(2, 16))
    with clock.standing_at(on(4)):
        correct_show(cast.trainer, shown, "给错了人", key())
    page = at(pages, cast.trainee, 5, f"/people/{trainee.id}?show=all")
    assert "陈静在11月4日更正：给错了人" in page.words
    assert "还没教过" in at(pages, cast.trainee, 5, f"/people/{trainee.id}?skill={PHONE}").words


@BOTH
def test_the_levels_of_a_sealed_review_are_told_to_everybody_but_the_trainee(
    cast: Cast, pages: Pages, language: Language
) -> None:
    trainee = trainee_of(cast).enrolled()
    trainee.tried(PHONE, on(3), 1)
    trainee.tried(PHONE, on(4), 3, rated_self=False)
    story = f"/people/{trainee.id}?skill={PHONE}"
    told = "3.0" in at(pages, cast.trainer, 5, story, language).words
    assert told
    for address in (story, f"{story}&show=last", f"{story}&show=held", f"{story}&rule=last_one_held"):
        assert "3.0" not in at(pages, cast.trainee, 5, address, language).words
    assert listed(at(pages, cast.trainee, 5, f"{story}&rule=held_in_two_of_last_three", language)) == 0


@BOTH
def test_a_state_that_rests_on_a_sealed_review_waits_for_the_own_rating(
    cast: Cast, pages: Pages, language: Language
) -> None:
    """Whether it held could else be read from the state, from the refresher's date and from the debts."""
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11)).mastered(PHONE, on(2, 14))
    trainee.tried(PHONE, on(3), 3)
    made = trainee.tried(PHONE, on(4), 3, rated_self=False)
    story = f"/people/{trainee.id}?skill={PHONE}"
    refresher = "最晚哪天复训" if language is Language.ZH else "Practise it again by"
    theirs = at(pages, cast.trainer, 5, story, language)
    assert 'class="tag ok"' in theirs.text
    assert refresher in theirs.words
    for address in (story, f"{story}&show=held", f"{story}&show=all", "/"):
        page = at(pages, cast.trainee, 5, address, language)
        assert refresher not in page.words
        assert 'class="tag ok"' not in page.text
    own = at(pages, cast.trainee, 5, story, language)
    assert ("等你自评后再看" if language is Language.ZH else "waits for your own rating") in own.words
    with clock.standing_at(on(5)):
        skip_self_rating(trainee.id, made, key())
    assert 'class="tag ok"' in at(pages, cast.trainee, 5, story, language).text


@BOTH
def test_a_decision_stands_beside_the_state_and_can_be_answered(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled()
    with clock.standing_at(on(5)):
        deciding = Deciding(Kind.OBSERVE, "刚开始两天，先不换人教。", "再看到周五。", date(2026, 11, 13))
        decided = decide(cast.manager, trainee.id, PHONE, deciding, key())
    story = f"/people/{trainee.id}?skill={PHONE}"
    page = at(pages, cast.trainee, 6, story, language)
    assert "再看到周五。" in page.words
    assert "刚开始两天，先不换人教。" in page.words
    assert f"/decisions/{decided}/reply" in page.text
    assert f"/decisions/{decided}/reply" not in at(pages, cast.manager, 6, story, language).text


@BOTH
def test_who_is_on_no_path_has_a_story_to_come(cast: Cast, pages: Pages, language: Language) -> None:
    page = at(pages, cast.manager, 3, f"/people/{cast.trainee}", language)
    assert f"/enrol/{cast.trainee}" in page.text
    assert f"/enrol/{cast.trainee}" not in at(pages, cast.trainee, 3, f"/people/{cast.trainee}", language).text


def test_progress_leads_to_the_own_story(cast: Cast, pages: Pages) -> None:
    assert pages.sign_in(cast.trainee).get("/progress", status=302).location == f"/people/{cast.trainee}"


def test_strangers_find_no_such_page(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    for person in (cast.other_trainer, cast.other_trainee, cast.admin):
        with clock.standing_at(on(5)):
            pages.sign_in(person)
            for address in (f"/people/{trainee.id}", f"/people/{trainee.id}?show=all", "/people/999999"):
                pages.get(address, status=404)
    with clock.standing_at(on(5)):
        pages.sign_in(cast.trainer).get(f"/people/{trainee.id}?skill=juggling", status=404)


def test_a_story_takes_as_many_queries_for_much_as_for_little(cast: Cast, pages: Pages) -> None:
    trainee = fortnight(cast)
    story = f"/people/{trainee.id}?skill={PHONE}"

    def days(*those: int) -> None:
        for day in those:
            trainee.shown(PHONE, on(day, 9))
            trainee.tried(PHONE, on(day), 2, change="先问数字")
            trainee.practised_alone(PHONE, on(day, 18))

    days(11)
    with clock.standing_at(on(16)):
        in_force(cast.manager)
        pages.sign_in(cast.manager).get(story)
        with queries(26) as few:
            pages.get(story)
    days(12, 13, 14, 15)
    with clock.standing_at(on(16)):
        pages.sign_in(cast.manager).get(story)
        with queries(len(few)):
            pages.get(story)


def test_who_teaches_another_skill_learns_nothing_of_what_was_decided(cast: Cast, pages: Pages) -> None:
    """The page of the review is closed to them, and so are its titles, texts and ways on the story."""
    case_id = a_case(cast)
    with transaction():
        for one in session().scalars(select(Coaching).where(Coaching.trainer_id == cast.other_trainer)):
            one.skill = VISIT
    addresses = [f"/people/{cast.trainee}?{asked}" for asked in (f"skill={PHONE}", "show=all", "kept=decisions")]
    told = ("换个方式教", SAID, "我想再试一次。", "好，我愿意。", "两周后再看", "记错了人", f"/cases/{case_id}")
    with clock.standing_at(LOOKED):
        reader = pages.sign_in(cast.other_trainer)
        assert f"/cases/{case_id}" not in reader.get(addresses[0]).text, "nor that a review is open"
        say(cast.trainee, case_id, "我想再试一次。", key())
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, teach(cast.trainer), key())
        decided = session().scalars(select(Decision.id)).one()
        reply(cast.trainee, decided, "好，我愿意。", key())
        end(cast.manager, case_id, "换了带法，两周后再看。", key())
        withdraw(cast.manager, decided, "记错了人", key())
        theirs, mine = (
            [pages.sign_in(who).get(one) for one in addresses] for who in (cast.other_trainer, cast.trainer)
        )
    for page in theirs:
        assert [words for words in told if words in page.text] == []
    assert "王强对电话销售作了决定" in theirs[1].words
    assert "带这项技能的人能看到" in theirs[1].words
    assert all(any(words in page.text for page in mine) for words in told), "who teaches the skill reads it all"
