"""What a decision's pages do with what was typed."""

from datetime import date

import pytest

from lms import clock
from lms.i18n import Language
from lms.judgement.decisions.service import Deciding, Kind, decide, decisions_of
from tests.cast import Cast
from tests.factories.training import PHONE, key, on, trainee_of
from tests.pages import Page, Pages

BOTH = pytest.mark.parametrize("language", list(Language))
OBSERVE = Deciding(Kind.OBSERVE, "刚开始两天，\n先不换人教。", "再看到周五，\n然后一起定。", date(2026, 11, 13))


def errors(page: Page) -> dict[str, str]:
    """What stands at each field that is wrong."""
    return {
        (node.get("id") or "").removesuffix("-error"): " ".join("".join(node.itertext()).split())
        for node in page.tree.iter("p")
        if node.get("class") == "error"
    }


@BOTH
def test_everything_wrong_with_a_decision_is_told_at_once(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled()
    address = f"/people/{trainee.id}/decisions/new?skill={PHONE}"
    zh = language is Language.ZH
    with clock.standing_at(on(5)):
        page = pages.sign_in(cast.manager, language).get(address)
        assert ("至少10个字。" if zh else "At least 10 characters.") in page.words
        leave = next(link for link in page.tree.iter("a") if "".join(link.itertext()) in ("取消", "Cancel"))
        assert leave.get("href") == f"/people/{trainee.id}?skill={PHONE}"
        values = {"kind": "observe", "until_on": "2035-01-01", "reason": "短", "said": " "}
        told = errors(pages.post(address, values, status=422))
        assert sorted(told) == ["reason", "said", "until_on"]
        last = "11月6日 周五到2027年5月4日 周二" if zh else "from Fri 6 Nov to Tue 4 May 2027"
        assert last in told["until_on"]
        assert sorted(errors(pages.post(address, {}, status=422))) == ["kind", "reason", "said"]
        wrong = errors(pages.post(address, {**values, "until_on": "morgen"}, status=422))
        assert "2035" not in wrong["until_on"]
        assert last not in wrong["until_on"]
        pages.post(address, {**values, "kind": "dance"}, status=422)
    assert decisions_of([trainee.id]) == {}


@BOTH
def test_a_corrected_decision_says_so_to_who_reads_it_and_keeps_what_stood(
    cast: Cast, pages: Pages, language: Language
) -> None:
    trainee = trainee_of(cast).enrolled()
    story, zh = f"/people/{trainee.id}?skill={PHONE}", language is Language.ZH
    with clock.standing_at(on(5)):
        decided = decide(cast.manager, trainee.id, PHONE, OBSERVE, key())
        address = f"/decisions/{decided}/correct"
        page = pages.sign_in(cast.manager, language).get(address)
        assert "再看到周五，\n然后一起定。" in page.text
        values = {"kind": "observe", "until_on": "2026-11-20", "reason": OBSERVE.reason, "said": OBSERVE.said}
        assert list(errors(pages.post(address, values, status=422))) == ["why"]
        assert pages.post(address, {**values, "why": "差了一周"}).location == f"{story}#decisions"
        for reader in (cast.manager, cast.trainee, cast.trainer):
            page = pages.sign_in(reader, language).get(story)
            assert ("继续观察到11月20日" if zh else "Keep observing until Fri 20 Nov") in page.words
            assert ("王强在11月5日" if zh else "Corrected by 王强 on Thu 5 Nov") in page.words
            assert "差了一周" in page.words
            assert ("继续观察到11月13日" if zh else "Keep observing until Fri 13 Nov") in page.words
            assert ("更正" if zh else "Withdraw") in page.words or reader != cast.manager
            assert (f'href="/decisions/{decided + 1}/correct"' in page.text) == (reader == cast.manager)
        assert pages.sign_in(cast.manager, language).get(address, status=302).location == f"{story}#decisions"
        assert ("已经不算数" if zh else "no longer stands") in pages.get(story).words
        facts = pages.get(f"{story}&show=all").words
        assert ("更正了一个决定" if zh else "corrected a decision") in facts


@BOTH
def test_a_withdrawn_decision_is_struck_and_asks_nothing_any_more(cast: Cast, pages: Pages, language: Language) -> None:
    trainee = trainee_of(cast).enrolled()
    story, zh = f"/people/{trainee.id}?skill={PHONE}", language is Language.ZH
    with clock.standing_at(on(5)):
        decided = decide(cast.manager, trainee.id, PHONE, OBSERVE, key())
        address = f"/decisions/{decided}/withdraw"
        pages.sign_in(cast.manager, language).get(address)
        assert list(errors(pages.post(address, {"why": " "}, status=422))) == ["why"]
        pages.post(address, {"why": "看错人了"})
    with clock.standing_at(on(16)):
        assert ("该再定一次" if zh else "time to decide") not in pages.sign_in(cast.manager, language).get(
            "/team"
        ).words
        pages.sign_in(cast.trainee, language)
        assert ("王强撤回了对电话销售的决定" if zh else "王强 withdrew the decision on") in pages.get("/").words
        page = pages.get(story)
        assert ("撤回：看错人了" if zh else "看错人了") in page.words
        assert "再看到周五， 然后一起定。" in page.words
        assert f"/decisions/{decided}/reply" not in page.text
        assert pages.get(f"/decisions/{decided}/reply", status=302).location == f"{story}#decisions"
        pages.post(f"/decisions/{decided}/reply", {"text": "好的"})


def test_lines_that_were_typed_stay_lines(cast: Cast, pages: Pages) -> None:
    trainee = trainee_of(cast).enrolled()
    with clock.standing_at(on(5)):
        decide(cast.manager, trainee.id, PHONE, OBSERVE, key())
        for reader in (cast.manager, cast.trainee):
            page = pages.sign_in(reader).get(f"/people/{trainee.id}?skill={PHONE}")
            for words in (OBSERVE.reason, OBSERVE.said):
                assert f'<p class="typed">{words}</p>' in page.text


@BOTH
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
