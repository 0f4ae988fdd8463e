"""The page of a try's recordings, as it works without scripts, and the ways that lead to it."""

from lms.practice import reviews, tries
from lms.recordings import comments
from tests.cast import Cast
from tests.pages import Pages
from tests.practice.plays import key, rate_all, self_rated
from tests.recordings.files import consented, uploaded, wav


def test_a_sentence_is_written_at_a_moment_without_scripts(pages: Pages, cast: Cast) -> None:
    play = consented(cast)
    recording = uploaded(pages.sign_in(cast.trainer), play.try_id, wav(60))
    path = f"/tries/{play.try_id}/recording"
    pages.post(path, {"recording": recording, "moment": "0：42", "text": "这里急着开系统", "key": key()})
    page = pages.get(path)
    assert "00:42" in page.words
    assert "这里急着开系统" in page.words
    assert 'data-seek="42000"' in page.text


def test_what_was_written_stands_beside_what_is_wrong_with_it(pages: Pages, cast: Cast) -> None:
    play = consented(cast)
    recording = uploaded(pages.sign_in(cast.trainer), play.try_id, wav(60))
    path = f"/tries/{play.try_id}/recording"
    for moment, wrong in (("中间", "时间写成分和秒"), ("9:00", "超出了录音的长度")):
        sent: dict[str, object] = {"recording": recording, "moment": moment, "text": "这里急着开系统", "key": key()}
        page = pages.post(path, sent, status=422)
        assert wrong in page.words, moment
        assert 'value="这里急着开系统"' in page.text
    assert "data-seek" not in pages.get(path).text.partition("<template")[0]


def test_the_page_of_another_try_takes_no_sentence(pages: Pages, cast: Cast) -> None:
    play = consented(cast)
    recording = uploaded(pages.sign_in(cast.trainer), play.try_id, wav())
    tries.end_try(cast.trainee, play.try_id, key())
    other = consented(cast)
    sent = {"recording": recording, "moment": "0:00", "text": "别处", "key": key()}
    pages.post(f"/tries/{other.try_id}/recording", sent, status=404)


def test_a_trainee_is_asked_on_the_page_and_answers_without_scripts(pages: Pages, cast: Cast) -> None:
    play = consented(cast)
    path = f"/tries/{play.try_id}"
    pages.sign_in(cast.trainee).post(f"{path}/consent", {"medium": "audio", "given": "no", "key": key()})
    assert "可以录下来吗" in pages.get(f"{path}/recording").words
    pages.post(f"{path}/consent", {"medium": "audio", "given": "yes", "key": key()})
    assert "可以录下来吗" not in pages.get(f"{path}/recording").words


def test_the_page_says_until_when_it_is_kept_and_what_deleting_does(pages: Pages, cast: Cast) -> None:
    play = consented(cast)
    recording = uploaded(pages.sign_in(cast.trainee), play.try_id, wav())
    page = pages.get(f"/tries/{play.try_id}/recording")
    assert "到期删除" in page.words
    assert "找不回来" in page.words
    pages.post(f"/recordings/{recording}/delete", {"why": "", "key": key()})
    words = pages.get(f"/tries/{play.try_id}/recording").words
    assert "李文删除了一段录音录像" in words
    assert "没有录音录像" in words


def test_what_others_wrote_is_read_after_ones_own_rating(pages: Pages, cast: Cast) -> None:
    play = consented(cast)
    recording = uploaded(pages.sign_in(cast.trainer), play.try_id, wav(60))
    comments.comment(cast.trainer, recording, 1000, "这里急着开系统", key())
    page = pages.sign_in(cast.trainee).get(f"/tries/{play.try_id}/recording")
    assert "这里急着开系统" not in page.text
    assert "自评以后" in page.words


def test_a_recording_is_found_where_the_two_look_back(pages: Pages, cast: Cast) -> None:
    play = consented(cast)
    uploaded(pages.sign_in(cast.trainer), play.try_id, wav(75))
    reviews.end_review(cast.trainer, play.review_id, rate_all(cast, play))
    self_rated(cast, play)
    page = pages.get(f"/tries/{play.try_id}/back")
    assert f'href="/tries/{play.try_id}/recording"' in page.text
    assert "01:15" in page.words


def test_who_has_not_reviewed_yet_is_led_to_do_so_while_listening(pages: Pages, cast: Cast) -> None:
    play = consented(cast)
    uploaded(pages.sign_in(cast.trainer), play.try_id, wav())
    assert "边听边评" not in pages.get(f"/tries/{play.try_id}/recording").words, "the play goes on"
    tries.end_try(cast.trainee, play.try_id, key())
    assert "边听边评" in pages.get(f"/tries/{play.try_id}/recording").words
    assert "边听边评" not in pages.sign_in(cast.trainee).get(f"/tries/{play.try_id}/recording").words
