"""A transcript is rated like a try, then read beside its references; a manager sees that it was done, later how."""

from collections.abc import Mapping

import pytest
from sqlalchemy import select

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import Calibration, ModuleId
from lms.db import session
from lms.errors import AlreadyClosed, NotYours, Unusable
from lms.i18n import Language
from lms.raters import calibration
from lms.raters.models import CalibrationAnswer
from lms.records import service as records
from tests.cast import Cast
from tests.factories.training import PHONE, key, on
from tests.pages import Pages


def transcript(position: int = 1) -> Calibration:
    return edition.catalog().modules[ModuleId(PHONE)].calibrations[position]


def references(position: int = 1) -> Mapping[str, int]:
    return {one.item: one.level for one in transcript(position).references}


def test_a_rating_is_a_fact_of_the_rater_and_the_same_again_changes_nothing(cast: Cast) -> None:
    with clock.standing_at(on(3)):
        begun = calibration.begin(cast.trainer, PHONE, transcript().id, key())
        assert calibration.begin(cast.trainer, PHONE, transcript().id, key()) == begun
        with pytest.raises(Unusable) as left:
            calibration.end(cast.trainer, begun, {"names-at-the-desk": 3})
        assert len(left.value.fields) == 8
        calibration.end(cast.trainer, begun, references())
        calibration.end(cast.trainer, begun, references())
        with pytest.raises(AlreadyClosed):
            calibration.end(cast.trainer, begun, {**references(), "says-it-back": 0})
    assert session().get_one(CalibrationAnswer, begun).levels == references()
    assert records.first_bad_line(cast.trainer) is None
    assert records.body_of(session().get_one(CalibrationAnswer, begun)) == calibration.body_of_answer(begun)


def test_unknown_levels_transcripts_and_people_are_refused(cast: Cast) -> None:
    begun = calibration.begin(cast.trainer, PHONE, transcript().id, key())
    for levels in ({**references(), "says-it-back": 4}, {**references(), "no-such-row": 1}):
        with pytest.raises(Unusable):
            calibration.end(cast.trainer, begun, levels)
    for skill, name in ((PHONE, "no-such"), ("no-skill", transcript().id), ("first-visit", transcript().id)):
        with pytest.raises(NotYours):
            calibration.begin(cast.trainer, skill, name, key())
    with pytest.raises(NotYours):
        calibration.begin(cast.trainee, PHONE, transcript().id, key())  # who learns would read the references
    with pytest.raises(NotYours):
        calibration.load(cast.other_trainer, begun)


def test_a_form_without_a_row_comes_back_with_all_that_was_put_and_references_come_only_at_the_end(
    cast: Cast, pages: Pages
) -> None:  # fmt: skip
    with clock.standing_at(on(3)):
        mine = pages.sign_in(cast.trainer, Language.EN)
        at = mine.post(f"/raters/calibration/{PHONE}/{transcript().id}").location
        before = mine.get(at)
        assert "come and have tea" in before.words
        reasons = [one.why.en[:40] for one in transcript().references]
        assert not any(reason in before.text for reason in reasons)
        sent = {item: str(level) for item, level in references().items()}
        del sent["little-about-us"]
        refused = mine.post(at, sent, 422)
        assert "1 row to change" in refused.words
        assert refused.text.count("checked") == 8
        sent |= {"little-about-us": "3", "appointment-or-grade": "3"}
        mine.post(at, sent)
        after = mine.get(at)
        assert "8 of 9 rows alike" in after.words
        assert "you 2 levels higher" in after.words
        assert "A must is seen in two ways" in after.words
        assert 'href="#at-126"' in after.text  # the reason leads to the line it rests on
        assert 'id="at-126"' in after.text
        assert "8 of 9 rows alike" in mine.get("/raters/me").words


def test_a_manager_sees_that_it_was_done_and_three_working_days_later_how(cast: Cast, pages: Pages) -> None:
    with clock.standing_at(on(5)):  # a Thursday
        begun = calibration.begin(cast.trainer, PHONE, transcript().id, key())
        calibration.end(cast.trainer, begun, {**references(), "says-it-back": 1})
    with clock.standing_at(on(9, 20)):
        words = pages.sign_in(cast.manager).get("/raters").words
        assert "11月5日 周四评的" in words
        assert "一致" not in words
    with clock.standing_at(on(10)):
        assert "9条里8条一致" in pages.sign_in(cast.manager).get("/raters").words


def test_a_transcript_comes_up_again_after_ninety_days(cast: Cast) -> None:
    with clock.standing_at(on(3)):
        calibration.end(
            cast.trainer, calibration.begin(cast.trainer, PHONE, transcript().id, key()), references()
        )  # fmt: skip
    for moment, due in ((on(4), False), (on(3).replace(year=2027, month=2, day=2), True)):
        with clock.standing_at(moment):
            standing = {one.transcript.id: one for one in calibration.standings_of([cast.trainer])[cast.trainer]}
            assert standing[transcript().id].due is due
            assert standing[transcript(0).id].due
    assert session().scalar(select(CalibrationAnswer.skill)) == PHONE
