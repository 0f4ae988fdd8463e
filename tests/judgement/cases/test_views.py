"""The page of a case: the same evidence for both sides, the form for who decides, and nothing that is still sealed."""

import re
from datetime import date

import pytest
from sqlalchemy import select

from lms import clock
from lms.db import session, transaction
from lms.i18n import Language
from lms.judgement.cases.deciding import CaseDeciding, decide_case, say
from lms.judgement.cases.models import ReviewCase
from lms.judgement.cases.opening import open_due_cases
from lms.judgement.cases.telling import PROMISED
from lms.judgement.cohort import RaterStanding
from lms.judgement.decisions.service import Kind
from lms.judgement.wording import skill_name
from lms.plan.absences import Days, note_absence
from lms.practice.models import Note
from lms.practice.reviews import open_review
from lms.practice.selfrating import skip_self_rating
from lms.records.models import Notice
from tests.cast import Cast
from tests.factories.cases import (
    ASKED,
    DAYS,
    LOOKED,
    REASON,
    SAID,
    a_case,
    estimated,
    looked,
    opened,
    second_review,
    standing_still,
    teach,
)
from tests.factories.training import PHONE, VISIT, key, on, trainee_of
from tests.pages import Page, Pages

BOTH = pytest.mark.parametrize("language", list(Language))
WRITTEN = "没等对方说完就报价，一项也没做到。"
OPENED = "/cases/{}/{}/open"


def page_of(pages: Pages, who: int, case_id: int, language: Language = Language.ZH, path: str = "") -> Page:
    with clock.standing_at(LOOKED):
        return pages.sign_in(who, language).get(f"/cases/{case_id}{path}")


@BOTH
def test_both_sides_see_the_same_evidence_and_only_one_the_form(cast: Cast, pages: Pages, language: Language) -> None:
    case_id = a_case(cast)
    own, theirs, trainer = (
        page_of(pages, who, case_id, language) for who in (cast.trainee, cast.manager, cast.trainer)
    )
    zh = language is Language.ZH
    for page in (own, theirs, trainer):
        assert ("算数的练习 10" if zh else "Tries that count 10") in page.words
        assert "陈静" in page.words
        assert "周涛" in page.words
    assert 'id="decision"' in theirs.text
    assert 'id="decision"' not in own.text + trainer.text
    assert f'action="/cases/{case_id}/word"' in own.text
    assert f'action="/cases/{case_id}/word"' not in theirs.text + trainer.text
    shown = "教过了，还没见效，一起看看" if zh else "Taught, not working yet: let’s look together"
    staff = "教而未会·待复核" if zh else "Not responding? – needs review"
    assert shown in own.words
    assert staff not in own.words
    assert staff in theirs.words


@BOTH
@pytest.mark.parametrize("piece", ["curve", "why", "shows"])
def test_each_piece_of_the_evidence_has_its_page(cast: Cast, pages: Pages, piece: str, language: Language) -> None:
    case_id = a_case(cast)
    page = page_of(pages, cast.trainee, case_id, language, f"/{piece}")
    expected = {"curve": "1.0", "why": "1.8", "shows": "陈静"}
    assert expected[piece] in page.words


def test_who_opened_what_stands_beside_it_for_all(cast: Cast, pages: Pages) -> None:
    case_id = a_case(cast)
    with clock.standing_at(LOOKED):
        pages.sign_in(cast.manager).post(OPENED.format(case_id, "why"))
    assert "王强11月24日 周二 16:00看过" in page_of(pages, cast.trainee, case_id).words
    assert "你11月24日 周二 16:00看过" in page_of(pages, cast.manager, case_id).words


def test_what_is_missing_stands_at_the_outcome_that_needs_it(cast: Cast, pages: Pages) -> None:
    page = page_of(pages, cast.manager, a_case(cast))
    assert "还没有一次复核定过针对这个差距的带教，并且做完" in page.words
    assert "还缺针对差距的第二次评估" in page.words


def test_what_is_owed_in_another_skill_is_named_where_it_blocks(cast: Cast, pages: Pages) -> None:
    page = page_of(pages, cast.manager, a_case(cast))
    assert f"我们还有欠本人的：{skill_name(VISIT)}" in page.words


def test_a_form_that_comes_back_keeps_what_was_typed_and_says_what_to_open(cast: Cast, pages: Pages) -> None:
    case_id = a_case(cast)
    sent = {"kind": "observe", "until_on": "2026-12-04", "reason": REASON, "said": SAID}
    with clock.standing_at(LOOKED):
        page = pages.sign_in(cast.manager).post(f"/cases/{case_id}/decision", sent, status=422)
    assert "先把每份依据都打开看过" in page.words
    assert REASON in page.text
    assert SAID in page.text


def test_who_answers_twice_is_told_of_in_one_notice_that_says_so(cast: Cast, pages: Pages) -> None:
    case_id = a_case(cast)
    with clock.standing_at(LOOKED):
        say(cast.trainee, case_id, "电话里能听懂，一急就抢话。", key())
        assert pages.sign_in(cast.manager).get("/team").words.count("有一项复核，本人说了怎么看") == 1
        say(cast.trainee, case_id, "还有：周教练那次没等我说完。", key())
        team = pages.sign_in(cast.manager).get("/team").words
        assert team.count("有一项复核，本人") == 1
        assert "有一项复核，本人又说了怎么看，前后共2次" in team


@BOTH
def test_letters_for_how_many_shows_are_answered_in_the_readers_words(
    cast: Cast, pages: Pages, language: Language
) -> None:
    case_id = a_case(cast)
    sent = {"kind": "teach_differently", "teach_differently_shows": "two", "teach_differently_tries": "三次",
            "reason": REASON, "said": SAID}  # fmt: skip
    with clock.standing_at(LOOKED):
        page = pages.sign_in(cast.manager, language).post(f"/cases/{case_id}/decision", sent, status=422)
    zh = language is Language.ZH
    assert page.words.count("示范几次？请用数字写整数，例如2。" if zh else "How many shows, in digits, as in 2.") == 2
    assert page.words.count("练习几次？请用数字写整数，例如3。" if zh else "How many tries, in digits, as in 3.") == 2
    assert "Not a valid" not in page.words
    assert 'value="two"' in page.text, "what was typed comes back to be mended"


def test_what_is_sealed_from_the_trainee_opens_with_their_own_rating(cast: Cast, pages: Pages) -> None:
    trainee = standing_still(cast, DAYS[:-1])
    estimated()
    made = trainee.tried(PHONE, on(DAYS[-1]), None, rater=cast.other_trainer, rated_self=False)
    with clock.standing_at(on(DAYS[-1], 11)):
        review = open_review(cast.other_trainer, made)
        with transaction():
            session().add(Note(review_id=review, seq=1, second=60, text=WRITTEN, saved_at=clock.now()))
        trainee.reviewed(made, cast.other_trainer, 0, clock.now())
    assert session().scalars(select(ReviewCase.id)).all() == [], (
        "no review opens on it; one may come to rest on it later"
    )
    with clock.standing_at(LOOKED):
        case_id = opened(cast.trainee, PHONE)
    own, theirs = (page_of(pages, who, case_id) for who in (cast.trainee, cast.manager))
    assert f'href="/tries/{made}/self"' in own.text
    for page in (own, page_of(pages, cast.trainee, case_id, path="/curve")):
        assert "近5次平均" not in page.words
        assert "0.0" not in page.words
        assert WRITTEN not in page.text, "what a trainer wrote beside the levels tells of them"
    assert "近5次平均 0.0" in theirs.words
    assert WRITTEN in theirs.text
    with clock.standing_at(LOOKED):
        skip_self_rating(cast.trainee, made, key())
    assert "近5次平均 0.0" in page_of(pages, cast.trainee, case_id).words


def test_a_newer_try_that_is_sealed_changes_nothing_that_the_trainee_reads(cast: Cast, pages: Pages) -> None:
    case_id = a_case(cast)
    made = trainee_of(cast).tried(PHONE, on(25), 3, rater=cast.other_trainer, rated_self=False)
    own, theirs = (page_of(pages, who, case_id) for who in (cast.trainee, cast.manager))
    assert "又评阅了1次练习" in theirs.words
    assert "又评阅了1次练习" not in own.words
    assert "现在规则的说法" not in own.words
    with clock.standing_at(on(25, 16)):
        skip_self_rating(cast.trainee, made, key())
    assert "又评阅了1次练习" in page_of(pages, cast.trainee, case_id).words


def waiting_for_their_own_rating(cast: Cast) -> int:
    """The last try of somebody who stands still, which they have not rated themself: a review waits for it."""
    made = standing_still(cast, DAYS[:-1]).tried(PHONE, on(DAYS[-1]), 0, rater=cast.other_trainer, rated_self=False)
    estimated()
    return made


@BOTH
def test_where_a_review_waits_its_page_says_for_what_and_offers_no_button(
    cast: Cast, pages: Pages, language: Language
) -> None:
    made = waiting_for_their_own_rating(cast)
    asks = f'action="/people/{cast.trainee}/cases?skill={PHONE}"'
    with clock.standing_at(LOOKED):
        manager = pages.sign_in(cast.manager, language)
        page = manager.get(f"/people/{cast.trainee}/decisions/new?skill={PHONE}")
        waits = "李文还没自评：电话销售第10次练习" if language is Language.ZH else "李文 has not rated themself yet: "
        assert waits in page.words
        assert asks not in page.text
        skip_self_rating(cast.trainee, made, key())
        assert asks in manager.get(f"/people/{cast.trainee}/decisions/new?skill={PHONE}").text


@BOTH
def test_who_decides_reads_where_they_are_asked_to_look_what_a_review_waits_for(
    cast: Cast, pages: Pages, language: Language
) -> None:
    made = waiting_for_their_own_rating(cast)
    story = f"/people/{cast.trainee}?skill={PHONE}"
    with clock.standing_at(LOOKED):
        team = pages.sign_in(cast.manager, language).get("/team").words
        panel = pages.get(story).words
        trainer = pages.sign_in(cast.trainer, language).get(story).words
        own = pages.sign_in(cast.trainee, language).get(story).words
    zh = language is Language.ZH
    assert (
        "还没开复核，等本人自评，最晚等到12月1日" if zh else "no review yet, it waits for their own rating, until"
    ) in team
    assert ("最晚等到12月1日" if zh else "that is waited for until Tue 1 Dec") in panel
    heading = "复核在等什么" if zh else "What a review waits for"
    assert heading in panel
    assert heading not in trainer + own
    with clock.standing_at(LOOKED):
        skip_self_rating(cast.trainee, made, key())
        open_due_cases(LOOKED)
        assert heading not in pages.sign_in(cast.manager, language).get(story).words


def test_a_draft_is_read_by_staff_alone(cast: Cast, pages: Pages) -> None:
    case_id = second_review(cast)
    with clock.standing_at(on(27, 15)):
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, CaseDeciding(Kind.NOT_SUITED, REASON, SAID), key())
        theirs, own, second = (
            pages.sign_in(who).get(f"/cases/{case_id}") for who in (cast.manager, cast.trainee, cast.admin)
        )
    assert "等第二个人" in theirs.words
    assert "同意不适合" not in own.words
    assert f'action="/cases/{case_id}/second"' in second.text
    assert f'action="/cases/{case_id}/second"' not in theirs.text


def test_a_second_person_who_wrote_no_reason_finds_the_field_open_and_a_way_back(cast: Cast, pages: Pages) -> None:
    case_id = second_review(cast)
    with clock.standing_at(on(27, 15)):
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, CaseDeciding(Kind.NOT_SUITED, REASON, SAID), key())
        refused = pages.sign_in(cast.admin).post(f"/cases/{case_id}/back", {"why": ""}, status=422)
    assert re.search(r'<details class="more" open><summary>.*我不同意', refused.text)
    assert 'class="back" href="/team"' not in refused.text  # who only looks after accounts has no team


def test_who_is_to_teach_beyond_the_path_is_led_to_whom_and_how_often(cast: Cast, pages: Pages) -> None:
    case_id = a_case(cast)
    with clock.standing_at(LOOKED):
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, teach(cast.other_trainer, shows=1, tries=2, days=10), key())
        trainer = pages.sign_in(cast.other_trainer)
        opened = session().scalars(select(Notice.id).where(Notice.kind == PROMISED)).one()
        led = trainer.post(f"/notices/{opened}")
        page = trainer.get(f"/cases/{case_id}")
    assert led.location == f"/cases/{case_id}"
    assert "示范1次、练习2次" in page.words


def test_a_line_leads_there_from_where_each_side_begins(cast: Cast, pages: Pages) -> None:
    case_id = a_case(cast)
    with clock.standing_at(LOOKED):
        say(cast.trainee, case_id, "一急就抢话。", key())
        home, team = pages.sign_in(cast.trainee).get("/"), pages.sign_in(cast.manager).get("/team")
        story = pages.sign_in(cast.manager).get(f"/people/{cast.trainee}?skill={PHONE}")
        decide = pages.sign_in(cast.manager).client.get(f"/people/{cast.trainee}/decisions/new?skill={PHONE}")
    for page in (home, team, story):
        assert f'href="/cases/{case_id}"' in page.text
    assert "本人说过了" in team.words
    assert decide.headers["Location"] == f"/cases/{case_id}"


def test_a_decision_shows_what_it_promises_and_the_debts_stand_on_the_list(cast: Cast, pages: Pages) -> None:
    case_id = a_case(cast)
    with clock.standing_at(LOOKED):
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, teach(cast.other_trainer, shows=1, tries=2, days=6), key())
        page = pages.sign_in(cast.trainee).get(f"/cases/{case_id}")
        todo = pages.sign_in(cast.other_trainer).get("/todo")
    assert "示范1次、练习2次" in page.words
    assert "电话销售第3次示范" in todo.words


@BOTH
def test_what_was_decided_stands_on_the_list_at_once_and_last(cast: Cast, pages: Pages, language: Language) -> None:
    case_id = a_case(cast)
    with clock.standing_at(LOOKED):
        looked(case_id, cast.manager)
        decide_case(cast.manager, case_id, teach(cast.trainer, shows=1, tries=2, days=30), key())
        todo = pages.sign_in(cast.trainer, language).get("/todo")
    coming = "以后的，已经定下 3" if language is Language.ZH else "Coming, as was decided 3"
    assert coming in todo.words
    now, later = todo.words.split(coming)
    show = "电话销售第3次示范" if language is Language.ZH else "elling, show 3"
    assert show in later
    assert show not in now
    assert ("12月24日" if language is Language.ZH else "24 Dec") in later
    with clock.standing_at(LOOKED):
        theirs = pages.sign_in(cast.manager, language).get(f"/todo?owed_by={cast.trainer}")
    assert coming in theirs.words, "who manages reads it in the trainer's list"


@BOTH
def test_the_frozen_curve_shows_leave_and_how_the_trainers_rate(cast: Cast, pages: Pages, language: Language) -> None:
    standing_still(cast)
    with clock.standing_at(on(6, 18)):
        note_absence(cast.manager, cast.trainee, Days("leave", date(2026, 11, 6), date(2026, 11, 6)), key())
    estimated(raters={cast.trainer: RaterStanding(0.12, 0.01)})
    (case_id,) = open_due_cases(ASKED)
    zh = language is Language.ZH
    away = "11月6日起请假1天" if zh else "Away 1 day, from 6 Nov"
    rates = "陈静评得高0.1" if zh else "陈静 rates 0.1 higher"
    for page in (page_of(pages, cast.manager, case_id, language), page_of(pages, cast.trainee, case_id, language)):
        assert away in page.words
        assert rates in page.words
        assert all(away in told for told in re.findall("<desc[^>]*>([^<]*)", page.text))
        assert 'class="absence"' in page.text


def test_frozen_thresholds_that_nobody_had_set_read_as_the_defaults(cast: Cast, pages: Pages) -> None:
    page = page_of(pages, cast.manager, a_case(cast), path="/why")
    assert "默认门槛" in page.words
    assert "第0版" not in page.words
