"""What a decision's pages do with what was typed."""

from datetime import date

import pytest

from lms import clock
from lms.i18n import Language
from lms.judgement.decisions import Deciding, Kind, decide
from tests.cast import Cast
from tests.factories.training import PHONE, key, on, trainee_of
from tests.pages import Pages


@pytest.mark.parametrize("language", list(Language))
def test_words_sent_with_a_key_of_other_words_come_back_and_can_be_sent(
    cast: Cast, pages: Pages, language: Language
) -> None:
    trainee = trainee_of(cast).enrolled()
    with clock.standing_at(on(5)):
        deciding = Deciding(Kind.OBSERVE, "刚开始两天，先不换人教。", "再看到周五。", date(2026, 11, 13))
        reply = f"/decisions/{decide(cast.manager, trainee.id, PHONE, deciding, key())}/reply"
        pages.sign_in(cast.trainee, language).post(reply, {"text": "好，我想先跟一次。", "key": "k"})
        page = pages.post(reply, {"text": "还想再听一次录音。", "key": "k"}, status=422)
        assert "还想再听一次录音。" in page.text
        assert ("还在" if language is Language.ZH else "still here") in page.words
        fresh = page.tree.find(".//input[@name='key']")
        assert fresh is not None
        pages.post(reply, {"text": "还想再听一次录音。", "key": fresh.get("value")})
        assert "还想再听一次录音。" in pages.get(f"/people/{trainee.id}?skill={PHONE}").words
