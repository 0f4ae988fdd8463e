"""The training file of a person: every line of the index once, whole, and nothing that is still sealed."""

import json
import re
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from lms import clock
from lms.db import session, transaction
from lms.desk.fact_words import WORDS
from lms.desk.file import verifying
from lms.desk.file.page import group_of, spans
from lms.desk.file.told import READERS
from lms.i18n import Language, _
from lms.judgement.cases.deciding import decide_case, end, say
from lms.judgement.cases.models import ReviewCase
from lms.judgement.decisions.service import Deciding, Kind, decide, reply
from lms.judgement.models import Decision, JudgementSettings
from lms.people.models import Audit, Coaching, Person
from lms.practice import changes, corrections, reviews, tries
from lms.practice.models import Review
from lms.practice.reviews import Tap
from lms.practice.seats import Part
from lms.practice.selfrating import skip_self_rating
from lms.records import service as records
from lms.records.models import Record, Verb
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.desk.test_story import BOTH
from tests.desk.test_story import READERS as READING
from tests.factories.cases import DAYS, LOOKED, SAID, a_case, estimated, looked, standing_still, teach
from tests.factories.training import PHONE, VISIT, Trainee, items_of, key, on, trainee_of
from tests.pages import Pages
from tests.practice.test_joining import rated_by, together

ENTRY = re.compile(r'<li id="line-(\d+)"')


def fetched(pages: Pages, person: int, of: int, day: int = 16, language: Language = Language.ZH) -> tuple[str, Any]:
    """The page and the JSON as somebody reads them."""
    with clock.standing_at(on(day, 9)):
        browser = pages.sign_in(person, language)
        page = browser.get(f"/people/{of}/file")
        text = browser.client.get(f"/people/{of}/file.json").get_data(as_text=True)
    return page.text, json.loads(text)


def line_of(document: Any, number: int) -> Any:
    return next(line for line in document["lines"] if line["number"] == number)


def number_of(kind: str, source_id: int) -> int:
    found = session().scalars(select(Record.number).where(Record.kind == kind, Record.source_id == source_id))
    return found.first() or 0


def entry(text: str, number: int) -> str:
    """One entry of the page."""
    return text.split(f'<li id="line-{number}"')[1].split("</li>\n")[0]


def fortnight(cast: Cast) -> Trainee:
    """Taught, tried and reviewed, a quiz, a correction, a decision and the reply to it."""
    trainee = trainee_of(cast).enrolled().read(PHONE, on(2, 11)).mastered(PHONE, on(2, 14))
    trainee.shown(PHONE, on(2, 16))
    trainee.shown(VISIT, on(3, 16), seen=False)
    made = trainee.tried(PHONE, on(3), 1, change="先听十分钟，再开口")
    trainee.tried(PHONE, on(5), 2)
    trainee.practised_alone(PHONE, on(6))
    review = session().scalars(select(Review.id).where(Review.try_id == made, Review.kind == "trainer")).one()
    with clock.standing_at(on(6, 12)):
        corrections.correct_rating(cast.trainer, review, {items_of(made)[0]: 3}, "第一条点错了一格", key())
    with clock.standing_at(on(9)):
        deciding = Deciding(Kind.TEACH_DIFFERENTLY, "练了两次，开场还是抢话。", "接下来先听录音，再练。", None)
        decided = decide(cast.manager, cast.trainee, PHONE, deciding, key())
    with clock.standing_at(on(9, 15)):
        reply(cast.trainee, decided, "好，我想先跟两次真实电话。\n再练。", key())
    return trainee


def test_every_kind_of_fact_is_told(app: Flask) -> None:
    """A room that registers a kind in `records.BODIES` writes one function for the file, with `told.reads`."""
    assert set(READERS) == set(records.BODIES)
    assert set(READERS) <= set(WORDS), "the sentence of an entry is the one of the timeline"


def test_every_verb_has_a_heading_of_its_own(app: Flask) -> None:
    assert [verb for verb in Verb if group_of(verb) == _("Other records")] == []


def test_numbers_that_follow_each_other_are_one_span() -> None:
    assert [span.words for span in spans([1, 2, 3, 5, 7, 8])] == ["1–3", "5", "7–8"]


@pytest.mark.slow
def test_each_line_of_the_demo_company_stands_once_in_page_and_json_in_both_languages(demo_site: Flask) -> None:
    """The richest file, and those in which something was decided, corrected, recorded, or not come to."""
    client = Pages(demo_site)
    people = ("李想", "韦嘉言", "唐果", "林夏", "欧阳青", "陈砚")
    for name in people:
        person = session().scalars(select(Person.id).where(Person.name == name)).one()
        lines = session().scalars(select(Record).where(Record.person_id == person).order_by(Record.number)).all()
        numbers = list(range(1, len(lines) + 1))
        for language in Language if name == people[0] else (Language.EN,):
            browser = client.sign_in(person, language).client
            page = browser.get(f"/people/{person}/file").get_data(as_text=True)
            assert [int(one) for one in ENTRY.findall(page)] == numbers, (name, language)
            text = browser.get(f"/people/{person}/file.json").get_data(as_text=True)
            document = json.loads(text)
            assert [line["number"] for line in document["lines"]] == numbers
            assert [line["digest"] for line in document["lines"]] == [line.digest for line in lines]
            assert all("row" in line for line in document["lines"]), "their own file is open to them"
            assert verifying.check(text).holds


@BOTH
@READING
def test_each_of_them_reads_it_whole(cast: Cast, pages: Pages, reader: str, language: Language) -> None:
    trainee = fortnight(cast)
    text, document = fetched(pages, getattr(cast, reader), trainee.id, language=language)
    last = records.head_of(trainee.id)
    assert last is not None
    assert [int(one) for one in ENTRY.findall(text)] == list(range(1, last[0] + 1))
    for words in (
        "先听十分钟，再开口", "我那天在外面拜访", "第一条点错了一格", "练了两次，开场还是抢话。",
        "接下来先听录音，再练。", "好，我想先跟两次真实电话。\n再练。",
    ):  # fmt: skip
        assert words in text, words
    assert document["person"]["name"] == "李文"
    assert {one["kind"] for one in document["contents"].values()} == {"standard", "path", "checklist", "question"}


def test_both_versions_of_what_was_corrected_stay_readable(cast: Cast, pages: Pages) -> None:
    trainee = fortnight(cast)
    text, document = fetched(pages, cast.manager, trainee.id)
    first, second = session().scalars(
        select(Review.id).where(Review.kind == "trainer").order_by(Review.copy_of.is_not(None), Review.id)
    ).all()[:: 2]  # fmt: skip
    wrong, right = number_of("review", first), number_of("review", second)
    mended = next(line["number"] for line in document["lines"] if line["kind"] == "correction")
    assert line_of(document, wrong)["corrected_in"] == mended
    assert line_of(document, right)["corrected_in"] is None
    assert f'href="#line-{mended}"' in entry(text, wrong)
    assert f'href="#line-{wrong}"' in entry(text, right)
    assert f'href="#line-{right}"' in entry(text, mended)
    assert "做得好" in entry(text, right)
    assert "做得好" not in entry(text, wrong)


def test_a_review_opens_to_the_trainee_with_their_own_rating(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    trainee.shown(PHONE, on(2, 16))
    made = trainee.tried(PHONE, on(3), 3, rated_self=False)
    review = session().scalars(select(Review.id).where(Review.try_id == made, Review.kind == "trainer")).one()
    number = number_of("review", review)
    text, document = fetched(pages, trainee.id, trainee.id)
    assert "你先自评，之后就能看到。" in entry(text, number)
    assert "做得好" not in text
    assert line_of(document, number)["withheld"] == "own_rating"
    assert not {"row", "salt"} & set(line_of(document, number))
    checked = verifying.check(json.dumps(document))
    assert (checked.holds, checked.withheld) == (True, 1)
    assert "做得好" in fetched(pages, cast.manager, trainee.id)[0]

    with clock.standing_at(on(4)):
        skip_self_rating(trainee.id, made, key())
    text, document = fetched(pages, trainee.id, trainee.id)
    assert "做得好" in entry(text, number)
    assert line_of(document, number)["row"]["ratings"]


def test_why_a_sealed_review_was_corrected_is_sealed_too(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    made = trainee.tried(PHONE, on(3), 3, rated_self=False)
    review = session().scalars(select(Review.id).where(Review.try_id == made, Review.kind == "trainer")).one()
    with clock.standing_at(on(3, 14)):
        corrections.correct_rating(cast.trainer, review, {items_of(made)[0]: 0}, "第一条其实没做", key())
    for told in fetched(pages, trainee.id, trainee.id):
        assert "第一条其实没做" not in json.dumps(told, ensure_ascii=False)
    assert "第一条其实没做" in fetched(pages, cast.manager, trainee.id)[0]


def test_a_second_rater_reads_nothing_of_the_first_until_their_own_end(cast: Cast, pages: Pages) -> None:
    with transaction():
        session().add(Coaching(trainer_id=cast.other_trainer, trainee_id=cast.trainee, from_on=DAY_ONE))
    trainee = trainee_of(cast).enrolled()
    made = trainee.tried(PHONE, on(3), 3, change="少说价格")
    with clock.standing_at(on(3, 15)):
        second = reviews.open_review(cast.other_trainer, made)
        following = tries.start_try(cast.trainer, trainee.id, PHONE, key())
    with clock.standing_at(on(3, 16)):
        tries.end_try(trainee.id, following, key())
    sealed = {
        number_of("change", session().scalars(select(changes.Change.id)).one()),
        number_of("try", following),  # which carries what was agreed on
        *session().scalars(select(Record.number).where(Record.kind == "review")).all(),
    }
    text, document = fetched(pages, cast.other_trainer, trainee.id)
    withheld = {line["number"] for line in document["lines"] if "withheld" in line}
    assert withheld == sealed
    assert {line_of(document, one)["withheld"] for one in sealed} == {"own_review"}
    for words in ("做得好", "少说价格"):
        assert words not in text
        assert words not in json.dumps(document, ensure_ascii=False)
    with clock.standing_at(on(4)):
        reviews.rate(cast.other_trainer, second, [Tap(n, one, 2, n, on(4)) for n, one in enumerate(items_of(made), 1)])
        reviews.end_review(cast.other_trainer, second, len(items_of(made)))
    text, document = fetched(pages, cast.other_trainer, trainee.id)
    assert "少说价格" in text
    assert not [line for line in document["lines"] if "withheld" in line]


def test_a_decision_is_told_without_the_evidence_that_is_still_sealed(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    trainee.tried(PHONE, on(3), 1, rated_self=False)
    with clock.standing_at(on(9)):
        deciding = Deciding(Kind.OBSERVE, "先看两周，再决定怎么教。", "我们先看两周。", on(20).date())
        decided = decide(cast.manager, cast.trainee, PHONE, deciding, key())
    number = number_of("decision", decided)
    text, document = fetched(pages, trainee.id, trainee.id)
    assert "我们先看两周。" in entry(text, number)
    assert "当时的依据" not in entry(text, number)
    assert line_of(document, number)["withheld"] == "rests_on_sealed"
    assert "当时的依据" in entry(fetched(pages, cast.manager, trainee.id)[0], number)


def test_practice_with_a_colleague_stays_between_the_two(cast: Cast, pages: Pages) -> None:
    made = together(cast, frozenset({Part.PEER}))
    rated_by(cast.other_trainee, made, 3)
    skip_self_rating(cast.trainee, made, key())
    for reader, reads in ((cast.trainee, True), (cast.trainer, False), (cast.manager, False)):
        text, document = fetched(pages, reader, cast.trainee, day=25)
        assert {line["kind"]: line.get("withheld") for line in document["lines"]} == dict.fromkeys(
            ("try", "review"), None if reads else "between_two"
        )
        assert ("做得好" in text) is reads


def test_who_teaches_one_skill_reads_the_reviews_of_that_skill(cast: Cast, pages: Pages) -> None:
    with transaction():
        session().add(Coaching(trainer_id=cast.other_trainer, trainee_id=cast.trainee, skill=VISIT, from_on=DAY_ONE))
    trainee = trainee_of(cast).enrolled()
    trainee.tried(PHONE, on(3), 3)
    trainee.tried(VISIT, on(4), 1)
    document = fetched(pages, cast.other_trainer, trainee.id)[1]
    of_reviews = {line["skill"]: line.get("withheld") for line in document["lines"] if line["kind"] == "review"}
    assert of_reviews == {PHONE: "other_skill", VISIT: None}


def test_who_teaches_another_skill_reads_nothing_of_a_review_and_what_was_decided(cast: Cast, pages: Pages) -> None:
    """As on the page of the review, which is closed to them."""
    case_id = a_case(cast)
    with transaction():
        for one in session().scalars(select(Coaching).where(Coaching.trainer_id == cast.other_trainer)):
            one.skill = VISIT
    with clock.standing_at(LOOKED):
        say(cast.trainee, case_id, "我想再试一次。", key())
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, teach(cast.trainer), key())
        reply(cast.trainee, session().scalars(select(Decision.id)).one(), "好，我愿意。", key())
        end(cast.manager, case_id, "换了带法，两周后再看。", key())
    kinds = ("review_case", "case_word", "decision", "reply", "case_end")
    for reader, withheld in ((cast.trainer, None), (cast.manager, None), (cast.other_trainer, "other_skill")):
        text, document = fetched(pages, reader, cast.trainee, day=26)
        found = {line["kind"]: line.get("withheld") for line in document["lines"] if line["kind"] in kinds}
        assert found == dict.fromkeys(kinds, withheld)
        assert ("我想再试一次。" in text) is (withheld is None)
        assert (SAID in text) is (withheld is None)
        said = {line["words"]["zh"] for line in document["lines"] if line["kind"] == "decision"}
        assert said == {f"王强对电话销售作了决定{'：换个方式教' if withheld is None else ''}"}
        assert ("换个方式教" in text) is (withheld is None)


def test_the_file_dates_a_try_by_the_day_where_it_was_made(cast: Cast, pages: Pages) -> None:
    """Early in the morning it is yesterday still by universal time."""
    trainee = standing_still(cast, DAYS[:-1])
    estimated()
    trainee.tried(PHONE, on(DAYS[-1], 7), 0, rater=cast.other_trainer)
    (case_id,) = session().scalars(select(ReviewCase.id))
    told = entry(fetched(pages, cast.manager, cast.trainee, day=26)[0], number_of("review_case", case_id))
    assert "2026年11月24日" in told
    assert "2026年11月23日" not in told


def test_it_is_written_down_who_else_took_it(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    fetched(pages, trainee.id, trainee.id)
    fetched(pages, cast.manager, trainee.id)
    taken = session().scalars(select(Audit).where(Audit.action == "data_taken")).all()
    assert [(one.actor_id, one.subject_id, one.detail) for one in taken] == [
        (cast.manager, trainee.id, {"what": "file", "rows": 2})
    ] * 2  # the page and the JSON
    with clock.standing_at(on(16)):
        assert "调取了培训档案，共2条" in pages.sign_in(cast.admin).get(f"/admin/audit?person={trainee.id}").text


@READING
def test_the_story_leads_to_it(cast: Cast, pages: Pages, reader: str) -> None:
    trainee_of(cast).enrolled()
    with clock.standing_at(on(16)):
        story = pages.sign_in(getattr(cast, reader)).get(f"/people/{cast.trainee}")
    assert f'href="/people/{cast.trainee}/file"' in story.text


@pytest.mark.parametrize(("tier", "told"), [("curves", True), ("plain", False)])
def test_a_review_in_the_file_tells_no_chance_that_nobody_asked_for(
    cast: Cast, pages: Pages, tier: str, told: bool
) -> None:
    with transaction():
        session().add(JudgementSettings(body={"tier": tier}, why="先用数得清的", by_id=cast.manager, at=BEGAN))
    case = a_case(cast)
    text, _document = fetched(pages, cast.trainee, cast.trainee, day=26)
    there = entry(text, number_of("review_case", case))
    assert ("再练六次能达标的可能" in there) is told
    assert "最近5次算数评阅的平均等级" in there
