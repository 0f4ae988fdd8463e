"""Leave, where people work: it is said on every page, and asks nothing of anybody."""

from datetime import date

import pytest

from lms import clock
from lms.i18n import Language
from lms.plan.absences import Days, note_absence
from tests.cast import Cast
from tests.factories.training import PHONE, key, on, trainee_of
from tests.pages import Pages

AWAY = {Language.ZH: "请假至11月6日 周五", Language.EN: "on leave until Fri 6 Nov"}


@pytest.mark.parametrize("language", list(Language))
def test_whoever_is_on_leave_is_said_to_be_on_every_page_and_owed_nothing_new(
    cast: Cast, pages: Pages, language: Language
) -> None:
    trainee_of(cast).enrolled().tried(PHONE, on(2, 15), 1)
    with clock.standing_at(on(2, 17)):
        days = Days("sick", date(2026, 11, 3), date(2026, 11, 6), "手术")
        note_absence(cast.trainer, cast.trainee, days, key())
    reads = {"/": cast.trainee, "/todo": cast.trainer, "/team": cast.manager, f"/people/{cast.trainee}": cast.trainer}
    with clock.standing_at(on(5, 9)):
        for path, who in reads.items():
            page = pages.sign_in(who, language).get(path)
            assert AWAY[language].casefold() in page.words.casefold(), path
            assert "手术" not in page.words or path.startswith("/people"), path
        home = pages.sign_in(cast.trainee, language).get("/")
        assert "button primary" not in home.text  # nothing comes next
        own = pages.get(f"/people/{cast.trainee}/absences").words
    assert "手术" in own
