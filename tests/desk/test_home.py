"""A trainee's first page."""

import pytest

from lms import clock
from lms.i18n import Language
from tests.cast import Cast
from tests.factories.training import PHONE, VISIT, on, trainee_of
from tests.pages import Pages

BOTH = pytest.mark.parametrize("language", list(Language))


@BOTH
def test_who_is_not_enrolled_reads_what_will_be_here(cast: Cast, pages: Pages, language: Language) -> None:
    page = pages.sign_in(cast.trainee, language).get("/")
    assert ("你的计划会出现在这里" if language is Language.ZH else "Your plan will be here") in page.words


@BOTH
def test_day_one_begins_with_the_standard(cast: Cast, pages: Pages, language: Language) -> None:
    trainee_of(cast).enrolled(acknowledged=False)
    with clock.standing_at(on(2, 9)):
        page = pages.sign_in(cast.trainee, language).get("/")
    assert 'href="/standard"' in page.text
    assert page.text.count('class="button primary') == 1
