"""Sentences at a moment, the seal on them, and captions."""

from io import BytesIO

import pytest
from sqlalchemy import select

from lms.db import session
from lms.errors import NotYours, Unusable
from lms.i18n import Language
from lms.practice import reviews
from lms.recordings import comments
from lms.records.models import Notice
from tests.cast import Cast
from tests.pages import Pages
from tests.practice.plays import Play, begin, clock_at, key, rate_all, self_rated
from tests.recordings.files import CAPTION, listing, recorded, wav


@pytest.fixture
def played(cast: Cast) -> tuple[Play, int]:
    """A try under way with a recording of two seconds."""
    play = begin(cast)
    return play, recorded(cast, play.try_id, wav(2))


def said(pages: Pages, try_id: int) -> list[str]:
    return [one["text"] for recording in listing(pages, try_id)["recordings"] for one in recording["comments"]]


def test_both_write_and_what_the_other_wrote_is_read_once_both_have_rated(
    cast: Cast, pages: Pages, played: tuple[Play, int]
) -> None:
    play, recording = played
    comments.comment(cast.trainer, recording, 1500, "这里报价报早了", key())
    comments.comment(cast.trainee, recording, 400, "开场我说快了", key())
    session().rollback()
    pages.sign_in(cast.trainee)
    assert said(pages, play.try_id) == ["开场我说快了"]
    assert listing(pages, play.try_id)["sealed"]
    with clock_at(15):
        reviews.end_review(cast.trainer, play.review_id, rate_all(cast, play))
    self_rated(cast, play)
    session().rollback()
    assert said(pages, play.try_id) == ["开场我说快了", "这里报价报早了"]
    assert not listing(pages, play.try_id)["sealed"]
    pages.sign_in(cast.trainer)
    assert said(pages, play.try_id) == ["开场我说快了", "这里报价报早了"]


def test_a_sentence_is_written_once_and_taken_back_by_its_writer_alone(
    cast: Cast, pages: Pages, played: tuple[Play, int]
) -> None:
    play, recording = played
    pages.sign_in(cast.trainer)
    body = {"at_ms": 1500, "text": " 停顿得好 ", "key": key()}
    made = pages.send(f"/recordings/{recording}/comments", body, 201).get_json()
    assert made["text"] == "停顿得好"
    assert pages.send(f"/recordings/{recording}/comments", body, 201).get_json()["id"] == made["id"]
    assert said(pages, play.try_id) == ["停顿得好"]
    told = select(Notice.kind).where(Notice.person_id == cast.trainee)
    assert session().scalars(told).all() == ["recording_comment"]
    session().rollback()
    with pytest.raises(NotYours):
        comments.take_back(cast.trainee, made["id"])
    for _again in range(2):
        pages.send(f"/comments/{made['id']}/take-back", {})
    assert said(pages, play.try_id) == []
    assert session().scalars(select(Notice.read_at)).one() is not None, "what was taken back is news no more"


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # no database decides it
def test_what_cannot_be_used_is_named(cast: Cast, pages: Pages, played: tuple[Play, int]) -> None:
    _play, recording = played
    for at_ms, text in ((0, " "), (0, "字" * 501), (-1, "x"), (3_500, "x")):
        with pytest.raises(Unusable):
            comments.comment(cast.trainee, recording, at_ms, text, key())
    pages.sign_in(cast.trainee)
    for body in ({"text": "x"}, {"at_ms": "soon", "text": "x"}, {"at_ms": True, "text": "x"}, {"at_ms": 1, "text": 7}):
        pages.send(f"/recordings/{recording}/comments", {"key": key(), **body}, 422)
    pages.send(f"/recordings/{recording}/comments", {"at_ms": 1, "text": "x"}, 422)


def test_captions_are_put_read_and_taken_away(cast: Cast, pages: Pages, played: tuple[Play, int]) -> None:
    play, recording = played
    path = f"/recordings/{recording}/captions"
    pages.sign_in(cast.trainer, Language.EN)
    for data in (CAPTION, CAPTION.replace("李文".encode(), "<i>李文</i>".encode())):
        pages.post(path, {"language": "zh-Hans", "file": (BytesIO(data), "a.vtt")})
    [caption] = listing(pages, play.try_id)["recordings"][0]["captions"]
    assert caption["lang"] == "zh-Hans"
    pages.forget()
    served = pages.client.get(caption["href"])
    assert served.headers["Content-Type"] == "text/vtt; charset=utf-8"
    assert served.get_data(as_text=True).endswith("您好，我是巧匠的李文\n")
    headers = {"Accept": "application/json"}
    bad = {"language": "en", "file": (BytesIO(b"1\nnever\n"), "a.srt")}
    assert "Line 1" in pages.post(path, bad, 422, headers=headers).text
    pages.post(path, {"language": "xx", "file": (BytesIO(CAPTION), "a.vtt")}, 422, headers=headers)
    for size, status in ((1_050_000, 422), (2_000_000, 413)):
        sent = (
            b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.vtt"\r\n\r\n' + bytes(size) + b"\r\n--x--"
        )
        told = {"X-CSRFToken": pages.token(), "Content-Type": "multipart/form-data; boundary=x", **headers}
        assert pages.client.post(path, data=sent, headers=told).status_code == status
    pages.post(f"{path}/zh-Hans/delete", {})
    assert listing(pages, play.try_id)["recordings"][0]["captions"] == []
    pages.get(caption["href"], 404)
