"""The first day of an enrolment: a slip of the finger is refused, a wrong one is corrected and both stay readable."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from lms import clock
from lms.classes.reading import learnt_by
from lms.db import session
from lms.errors import NotYours, Unusable
from lms.i18n import Language
from lms.plan import service
from lms.plan.models import Acknowledgement
from lms.records.models import Correction, Record
from lms.records.service import first_bad_line
from tests.cast import BEGAN, DAY_ONE, Cast
from tests.factories.training import PHONE, key, on, trainee_of
from tests.pages import Pages

LATER = date(2026, 11, 9)
WHY = "入职那天改成了下周一"
LANGUAGES = pytest.mark.parametrize("language", list(Language))


def plan_of(cast: Cast) -> service.Plan:
    session().rollback()
    found = service.plan_of(cast.trainee)
    assert found is not None
    return found


@pytest.mark.parametrize("days", [-61, 366, -2500])
def test_a_first_day_far_from_today_is_refused_in_words(cast: Cast, days: int) -> None:
    with clock.standing_at(BEGAN), pytest.raises(Unusable) as refused:
        service.enrol(cast.manager, cast.trainee, "sales", DAY_ONE + timedelta(days=days), key())
    assert "2026" in refused.value.fields["start_on"]
    assert service.plan_of(cast.trainee) is None


@pytest.mark.parametrize("days", [-60, 365])
def test_a_first_day_within_two_months_back_and_a_year_ahead_is_taken(cast: Cast, days: int) -> None:
    with clock.standing_at(BEGAN):
        service.enrol(cast.manager, cast.trainee, "sales", DAY_ONE + timedelta(days=days), key())
    assert plan_of(cast).start_on == DAY_ONE + timedelta(days=days)


@pytest.mark.parametrize("who", ["manager", "admin"])
def test_a_wrong_first_day_moves_what_is_due_and_leaves_what_the_person_did(cast: Cast, who: str) -> None:
    trainee_of(cast).enrolled().read(PHONE, on(3))
    before = plan_of(cast)
    with clock.standing_at(on(10)):
        same = key()
        for _click in range(2):
            service.correct_start(getattr(cast, who), cast.trainee, LATER, WHY, same)
    after = plan_of(cast)
    assert after.start_on == LATER
    assert after.obligations[0].due_on == LATER
    assert len(after.obligations) == len(before.obligations)
    assert (after.path, after.standard, after.acknowledged_at) == (before.path, before.standard, before.acknowledged_at)
    assert PHONE in learnt_by([cast.trainee])[cast.trainee].done
    correction = session().scalars(select(Correction)).one()
    assert (correction.kind, correction.why, correction.replacement_id) == ("enrolment", WHY, after.enrolment_id)
    assert first_bad_line(cast.trainee) is None


def test_it_can_be_corrected_again_and_one_enrolment_stands(cast: Cast) -> None:
    trainee_of(cast).enrolled()
    with clock.standing_at(on(10)):
        for day in (LATER, DAY_ONE, LATER):
            service.correct_start(cast.manager, cast.trainee, day, WHY, key())
        with pytest.raises(Unusable) as refused:
            service.enrol(cast.manager, cast.trainee, "sales", LATER, key())
    assert "path" in refused.value.fields
    assert plan_of(cast).start_on == LATER


def test_the_standard_seen_before_a_correction_is_not_asked_for_again(cast: Cast) -> None:
    trainee_of(cast).enrolled()
    with clock.standing_at(on(10)):
        service.correct_start(cast.manager, cast.trainee, LATER, WHY, key())
        service.acknowledge(cast.trainee, plan_of(cast).enrolment_id, key())
    assert len(session().scalars(select(Acknowledgement)).all()) == 1


def test_a_correction_needs_a_reason_another_day_and_an_enrolment(cast: Cast) -> None:
    with clock.standing_at(on(10)), pytest.raises(NotYours):
        service.correct_start(cast.manager, cast.trainee, LATER, WHY, key())
    trainee_of(cast).enrolled()
    with clock.standing_at(on(10)):
        for day, why, field in (
            (LATER, " ", "why"), (LATER, "啊" * 501, "why"), (DAY_ONE, WHY, "start_on"),
            (date(2020, 1, 1), WHY, "start_on"),
        ):  # fmt: skip
            with pytest.raises(Unusable) as refused:
                service.correct_start(cast.manager, cast.trainee, day, why, key())
            assert field in refused.value.fields
    assert session().scalars(select(Record.verb).where(Record.verb == "corrected")).all() == []


def test_a_late_correction_counts_from_the_day_of_the_enrolment(cast: Cast) -> None:
    trainee_of(cast).enrolled()
    with clock.standing_at(on(2) + timedelta(days=200)):
        service.correct_start(cast.manager, cast.trainee, LATER, WHY, key())
    assert plan_of(cast).start_on == LATER


@pytest.mark.parametrize("who", ["trainee", "trainer", "other_trainer", "other_trainee"])
def test_who_may_not_enrol_corrects_no_first_day(cast: Cast, who: str) -> None:
    trainee_of(cast).enrolled()
    with clock.standing_at(on(10)), pytest.raises(NotYours):
        service.correct_start(getattr(cast, who), cast.trainee, LATER, WHY, key())


@LANGUAGES
@pytest.mark.parametrize("who", ["manager", "admin"])
def test_the_first_day_is_corrected_on_its_page(cast: Cast, pages: Pages, who: str, language: Language) -> None:
    trainee_of(cast).enrolled()
    with clock.standing_at(on(10)):
        page = pages.sign_in(getattr(cast, who), language).get(f"/enrol/{cast.trainee}")
        assert f'href="/enrol/{cast.trainee}/start"' in page.text
        form = pages.get(f"/enrol/{cast.trainee}/start")
        assert 'value="2026-11-02"' in form.text
        refused = pages.post(f"/enrol/{cast.trainee}/start", {"start_on": "2020-01-01", "why": WHY, "key": "x"}, 422)
        assert WHY in refused.words
        assert "2026-09-03" in refused.words
        done = pages.post(f"/enrol/{cast.trainee}/start", {"start_on": "2026-11-09", "why": WHY, "key": "x"})
        assert done.location.endswith(f"/enrol/{cast.trainee}")
        after = pages.get(f"/enrol/{cast.trainee}")
        first = "第一天原来是11月2日 周一" if language is Language.ZH else "The first day was Mon 2 Nov before"
        assert first in after.words
        assert WHY in after.words
        assert (f'href="/people/{cast.trainee}?show=all"' in after.text) == (who == "manager")
        of_skill = pages.sign_in(cast.trainer, language).get(f"/people/{cast.trainee}?skill={PHONE}")
        assert WHY in of_skill.words
        story = pages.sign_in(cast.trainee, language).get(f"/people/{cast.trainee}?show=all")
    assert story.words.count(WHY) >= 1
    assert ("第一天的日期" if language is Language.ZH else "the first day") in story.words


@pytest.mark.parametrize(("who", "leads_to"), [("manager", "/people/"), ("admin", "/admin/people/")])
def test_after_enrolling_one_lands_on_a_page_that_one_may_read(
    cast: Cast, pages: Pages, who: str, leads_to: str
) -> None:
    with clock.standing_at(BEGAN):
        pages.sign_in(getattr(cast, who))
        done = pages.post(f"/enrol/{cast.trainee}", {"path": "sales", "start_on": "2026-11-02", "key": "x"})
        assert done.location.endswith(f"{leads_to}{cast.trainee}")
        pages.get(done.location)
        again = pages.get(f"/enrol/{cast.trainee}")
        assert f'href="{leads_to}{cast.trainee}"' in again.text


def test_a_slip_of_the_finger_at_enrolment_is_shown_beside_the_day(cast: Cast, pages: Pages) -> None:
    with clock.standing_at(BEGAN):
        pages.sign_in(cast.manager)
        page = pages.post(f"/enrol/{cast.trainee}", {"path": "sales", "start_on": "2020-01-01", "key": "x"}, 422)
    assert 'value="2020-01-01"' in page.text
    assert "第一天选在2026-09-03到2027-11-02之间" in page.words
