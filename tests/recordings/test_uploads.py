"""Uploads as a tus client sees them: begun, cut, gone on with, refused; nothing lost and nothing half-saved."""

import errno
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lms import clock
from lms.config import MB, Settings
from lms.config import Recording as Limits
from lms.db import session
from lms.i18n import Language
from lms.recordings import ffmpeg, removing, staging
from lms.recordings.models import Recording, Upload
from tests.cast import Cast
from tests.pages import Pages
from tests.practice.plays import begin, clock_at, key, verbs
from tests.recordings.files import begun, consented, listing, metadata, mp4, recorded, tus, uploaded, wav

NOT_MEDIA = "这是一段文字，不是录音。".encode() * 400


@pytest.fixture
def limited(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Set what recordings may take, for the length of a test."""
    before: Settings = app.extensions["settings"]

    def limit(**values: int) -> None:
        limits: Limits = replace(before.recording, **values)  # type: ignore[arg-type]
        monkeypatch.setitem(app.extensions, "settings", replace(before, recording=limits))

    return limit


def detail(answer: TestResponse) -> str:
    """The sentence of a refusal, which a script is given as JSON."""
    found = answer.get_json()
    assert found["reference"]
    return str(found["detail"])


def lying_about() -> list[str]:
    """Files of uploads on the disk."""
    return [path.name for path in staging.folder().iterdir()]


def size_there(pages: Pages, place: str) -> int:
    answer = tus(pages, "HEAD", place)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"
    return int(answer.headers["Upload-Offset"])


def test_a_file_that_was_cut_goes_on_where_the_disk_says(cast: Cast, pages: Pages) -> None:
    play, data = consented(cast), wav(2)
    pages.sign_in(cast.trainee)
    place = begun(pages, play.try_id, len(data))
    part = tus(pages, "PATCH", place, data[:1000], Upload_Offset="0")
    assert (part.status_code, part.headers["Upload-Offset"], part.headers["Tus-Resumable"]) == (204, "1000", "1.0.0")
    assert "Upload-Expires" in part.headers
    for offset in ("0", "999", "1001", "x", "-1", ""):
        assert tus(pages, "PATCH", place, data[1000:], Upload_Offset=offset).status_code == 409
    assert size_there(pages, place) == 1000
    with staging.path_of(place.rpartition("/")[2]).open("ab") as file:  # written, and then the server was killed
        file.write(data[1000:1500])
    assert size_there(pages, place) == 1500
    done = tus(pages, "PATCH", place, data[1500:], Upload_Offset="1500")
    made = session().get_one(Recording, int(done.headers["Upload-Recording"]))
    assert (made.size, made.media_type, made.seconds, made.by_id) == (len(data), "audio/wav", 2.0, cast.trainee)
    assert verbs(cast.trainee) == ["consented", "recorded"]
    session().rollback()
    assert size_there(pages, place) == len(data), "who missed the answer finds it whole"
    again = tus(pages, "PATCH", place, b"", Upload_Offset=str(len(data)))
    assert again.headers["Upload-Recording"] == str(made.id)
    assert len(listing(pages, play.try_id)["recordings"]) == 1
    assert pages.client.get(f"/recordings/{made.id}/media").data == data
    assert place.rpartition("/")[2] not in lying_about()


def test_one_that_was_killed_before_it_was_taken_in_is_taken_in_when_it_is_asked_for(cast: Cast, pages: Pages) -> None:
    play, data = consented(cast), wav()
    pages.sign_in(cast.trainee)
    place = begun(pages, play.try_id, len(data))
    staging.path_of(place.rpartition("/")[2]).write_bytes(data)
    answer = tus(pages, "HEAD", place)
    assert answer.headers["Upload-Offset"] == str(len(data))
    assert listing(pages, play.try_id)["recordings"][0]["id"] == int(answer.headers["Upload-Recording"])


def test_an_upload_of_today_goes_on_tomorrow_and_is_forgotten_after_a_week(cast: Cast, pages: Pages) -> None:
    data = wav()
    with clock_at():
        play = consented(cast)
        pages.sign_in(cast.trainee)
        place = begun(pages, play.try_id, len(data))
        tus(pages, "PATCH", place, data[:500], Upload_Offset="0")
    with clock_at(days=1):
        pages.sign_in(cast.trainee)  # a sign-in lasts half a day
        assert tus(pages, "PATCH", place, data[500:900], Upload_Offset="500").status_code == 204
    with clock_at(days=8, minutes=-1):
        pages.sign_in(cast.trainee)
        assert size_there(pages, place) == 900
    with clock_at(days=8, minutes=1):
        pages.sign_in(cast.trainee)
        assert tus(pages, "HEAD", place).status_code == 404
        removing.sweep()
        assert session().scalar(select(func.count()).select_from(Upload)) == 0
        assert place.rpartition("/")[2] not in lying_about()


def test_a_key_that_comes_back_begins_no_second_upload(cast: Cast, pages: Pages) -> None:
    play = consented(cast)
    pages.sign_in(cast.trainee)
    assert begun(pages, play.try_id, 99, key="twice-the-same") == begun(pages, play.try_id, 99, key="twice-the-same")
    begun(pages, play.try_id, 98, status=422, key="twice-the-same")
    refused = begun(pages, play.try_id, len(NOT_MEDIA), key="a-text")
    assert tus(pages, "PATCH", refused, NOT_MEDIA, Upload_Offset="0").status_code == 422
    again = begun(pages, play.try_id, len(NOT_MEDIA), key="a-text")
    assert size_there(pages, again) == 0, "what was refused can be sent anew under the key of its sender"


@pytest.mark.parametrize(
    ("sent", "told"),
    [
        (NOT_MEDIA, {"filename": "call.mp4", "filetype": "video/mp4"}),
        (b"<!DOCTYPE html><script>alert(1)</script>" * 9, {"filename": "a.wav", "filetype": "audio/wav"}),
        (mp4(3 * 3600), {"filename": "long.mp4", "filetype": "video/mp4"}),
    ],
)
def test_what_is_no_recording_is_refused_and_nothing_of_it_stays(
    cast: Cast, pages: Pages, sent: bytes, told: dict[str, str]
) -> None:
    play = consented(cast)
    pages.sign_in(cast.trainee)
    place = begun(pages, play.try_id, len(sent), **told)
    tus(pages, "PATCH", place, sent[:-9], Upload_Offset="0")
    answer = tus(pages, "PATCH", place, sent[-9:], Upload_Offset=str(len(sent) - 9))
    assert answer.status_code == 422
    assert "音频" in detail(answer) or "60分钟" in detail(answer)
    assert answer.headers["Tus-Resumable"] == "1.0.0"
    assert tus(pages, "HEAD", place).status_code == 404
    assert listing(pages, play.try_id)["recordings"] == []
    assert place.rpartition("/")[2] not in lying_about()
    assert verbs(cast.trainee) == ["consented"]
    assert removing.delete_again() == 0


def test_what_is_never_taken_is_told_before_any_of_it_is_sent(cast: Cast, pages: Pages) -> None:
    play = consented(cast)
    pages.sign_in(cast.trainee, Language.EN)
    path = f"/tries/{play.try_id}/recordings/uploads"
    huge = tus(pages, "POST", path, Upload_Length="3000000000", Upload_Metadata=metadata(filetype="video/mp4"))
    assert huge.status_code == 413
    assert detail(huge) == "This file has 3000 MB; a recording has at most 500 MB. Nothing was sent."
    for length in ("", "-1", "x", "1e9", "9" * 30, "0"):
        assert tus(pages, "POST", path, Upload_Length=length).status_code == 422, length
    for told in (
        {"filetype": "text/html"},
        {"filetype": "image/svg+xml"},
        {"origin": "elsewhere"},
        {"seconds": "9999"},
    ):
        begun(pages, play.try_id, 99, status=422, **told)
    assert tus(pages, "POST", path, Upload_Length="9", Upload_Metadata="filename ###").status_code == 422
    assert tus(pages, "POST", path, Upload_Length="9", Tus_Resumable="0.2.2").status_code == 412
    terms = tus(pages, "OPTIONS", path)
    assert (terms.headers["Tus-Max-Size"], terms.headers["Tus-Version"]) == (str(500 * MB), "1.0.0")
    assert session().scalar(select(func.count()).select_from(Upload)) == 0


def test_a_part_that_is_longer_than_the_file_or_of_another_type_is_refused(cast: Cast, pages: Pages) -> None:
    play = consented(cast)
    pages.sign_in(cast.trainee)
    place = begun(pages, play.try_id, 100)
    assert tus(pages, "PATCH", place, bytes(101), Upload_Offset="0").status_code == 413
    assert tus(pages, "PATCH", place, bytes(9), Upload_Offset="0", Content_Type="text/plain").status_code == 415
    assert tus(pages, "PATCH", place, bytes(9), Upload_Offset="0", X_CSRFToken="").status_code == 400
    assert size_there(pages, place) == 0


def test_a_name_with_path_parts_is_only_ever_shown(cast: Cast, pages: Pages) -> None:
    play, data = consented(cast), wav()
    pages.sign_in(cast.trainee)
    made = uploaded(pages, play.try_id, data, filename="../../../etc/cron.d/\0x\r\nX-Evil: 1\u202e客户.wav")
    row = session().get_one(Recording, made)
    assert row.file_name == "xX-Evil: 1客户.wav"
    assert ".." not in row.stored_as
    session().rollback()
    answer = pages.client.get(f"/recordings/{made}/media")
    assert answer.headers["Content-Disposition"] == "inline; filename*=UTF-8''xX-Evil%3A%201%E5%AE%A2%E6%88%B7.wav"
    assert "X-Evil" not in answer.headers


def test_an_upload_is_its_senders_alone_and_can_be_given_up(cast: Cast, pages: Pages) -> None:
    play = consented(cast)
    pages.sign_in(cast.trainee)
    place = begun(pages, play.try_id, 100)
    tus(pages, "PATCH", place, bytes(40), Upload_Offset="0")
    for other in (cast.trainer, cast.manager, cast.other_trainer, cast.admin):
        pages.sign_in(other)
        for method in ("HEAD", "PATCH", "DELETE"):
            assert tus(pages, method, place, Upload_Offset="40").status_code == 404
    pages.sign_in(cast.trainee)
    assert size_there(pages, place) == 40
    assert tus(pages, "DELETE", place).status_code == 204
    assert tus(pages, "HEAD", place).status_code == 404
    assert place.rpartition("/")[2] not in lying_about()


def test_nothing_is_taken_without_a_standing_yes(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    pages.sign_in(cast.trainer)
    path = f"/tries/{play.try_id}/recordings/uploads"
    answer = tus(pages, "POST", path, Upload_Length="9", Upload_Metadata=metadata(filetype="audio/wav"))
    assert answer.status_code == 409
    assert detail(answer) == "李文还没有同意录。什么都没有发出去。"


def test_with_a_yes_to_sound_alone_a_film_is_refused_even_when_it_calls_itself_sound(cast: Cast, pages: Pages) -> None:
    play = consented(cast, "audio")
    pages.sign_in(cast.trainee)
    begun(pages, play.try_id, 99, status=409, filetype="video/mp4")
    uploaded(pages, play.try_id, mp4(), 409, filetype="audio/mp4")
    assert uploaded(pages, play.try_id, mp4(picture=False), filetype="audio/mp4")


def test_what_somebody_and_all_together_may_take_is_counted_with_what_is_on_its_way(
    cast: Cast, pages: Pages, limited: Callable[..., None]
) -> None:
    play, data = consented(cast), wav()
    limited(person_bytes=2 * len(data) + 50, site_bytes=3 * len(data))
    pages.sign_in(cast.trainee)
    made = uploaded(pages, play.try_id, data)
    waiting = begun(pages, play.try_id, len(data))
    begun(pages, play.try_id, 100, status=507)
    pages.sign_in(cast.trainer)
    begun(pages, play.try_id, len(data) + 1, status=507)
    pages.sign_in(cast.trainee)
    tus(pages, "DELETE", waiting)
    removing.remove(cast.trainee, made, "", key())
    assert begun(pages, play.try_id, 2 * len(data) + 50), "what is removed takes nothing"


def test_a_full_disk_keeps_what_has_arrived_and_reading_goes_on(
    cast: Cast, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    play, data = consented(cast), wav(60)
    earlier = recorded(cast, play.try_id, medium="video", data=mp4())
    pages.sign_in(cast.trainee)
    place = begun(pages, play.try_id, len(data))
    write, left = os.pwrite, [300_000]

    def until_full(handle: int, part: memoryview, offset: int) -> int:
        if not left[0]:
            raise OSError(errno.ENOSPC, "No space left on device")
        written = write(handle, part[: left[0]], offset)
        left[0] -= written
        return written

    with monkeypatch.context() as disk:
        disk.setattr(os, "pwrite", until_full)
        answer = tus(pages, "PATCH", place, data, Upload_Offset="0")
        assert answer.status_code == 507
        assert "已经传到的都在" in detail(answer)
        assert size_there(pages, place) == 300_000
        assert pages.client.get(f"/recordings/{earlier}/media").status_code == 200
        disk.setattr(staging, "RESERVE", 10**15)
        begun(pages, play.try_id, 99, status=507)
    done = tus(pages, "PATCH", place, data[300_000:], Upload_Offset="300000")
    assert pages.client.get(f"/recordings/{done.headers['Upload-Recording']}/media").data == data


def test_a_full_store_keeps_the_upload_until_there_is_room(
    cast: Cast, pages: Pages, monkeypatch: pytest.MonkeyPatch
) -> None:
    play, data = consented(cast), wav()
    pages.sign_in(cast.trainee)
    place = begun(pages, play.try_id, len(data))

    def full(*_args: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "link", full)
        disk.setattr("shutil.copyfile", full)
        assert tus(pages, "PATCH", place, data, Upload_Offset="0").status_code == 507
        assert listing(pages, play.try_id)["recordings"] == []
    assert tus(pages, "HEAD", place).headers["Upload-Recording"]


def test_a_store_in_another_place_keeps_and_gives_back_the_same(cast: Cast, pages: Pages, app: Flask) -> None:
    before: Settings = app.extensions["settings"]
    limits = replace(before.recording, store="memory://recordings")
    app.extensions["settings"] = replace(before, recording=limits, demo=False)
    try:
        play, data = consented(cast), wav()
        pages.sign_in(cast.trainee)
        made = uploaded(pages, play.try_id, data)
        answer = pages.client.get(f"/recordings/{made}/media", headers={"Range": "bytes=44-99"})
        assert answer.data == data[44:100]
        removing.remove(cast.trainee, made, "", key())
        assert removing.delete_again() == 0
    finally:
        app.extensions["settings"] = before


def test_what_ffmpeg_can_do_is_done_and_what_it_refuses_changes_nothing(
    cast: Cast, pages: Pages, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stand-ins for somebody else's programs: one that answers as ffprobe does, one that fails."""
    _program(tmp_path / "ffprobe", """echo '{"streams": [{"codec_type": "audio"}], "format": {"duration": "61.5"}}'""")
    _program(tmp_path / "ffmpeg", "exit 1")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    play, data = consented(cast, "audio"), mp4(0, picture=False)
    pages.sign_in(cast.trainee)
    made = uploaded(pages, play.try_id, data, origin="recorded", filetype="audio/mp4", seconds="60")
    assert session().get_one(Recording, made).seconds == 61.5
    session().rollback()
    assert pages.client.get(f"/recordings/{made}/media").data == data
    better = mp4(61.5, picture=False)
    (tmp_path / "better").write_bytes(better)
    _program(tmp_path / "ffmpeg", f'for last; do :; done; cp {tmp_path / "better"} "$last"')
    second = uploaded(pages, play.try_id, data, origin="recorded", filetype="audio/mp4")
    assert pages.client.get(f"/recordings/{second}/media").data == better
    _program(tmp_path / "ffprobe", "sleep 9")
    monkeypatch.setattr(ffmpeg, "PROBE_SECONDS", 0.05)
    assert uploaded(pages, play.try_id, data, origin="uploaded", filetype="audio/mp4")


def _program(path: Path, line: str) -> None:
    path.write_text(f"#!/bin/sh\n{line}\n")
    path.chmod(0o700)


def test_files_of_uploads_that_nobody_knows_are_swept_once_they_are_old(cast: Cast, app: Flask) -> None:
    for name, age in (("unknown-old", 2), ("unknown-new", 0)):
        path = staging.path_of(name)
        path.write_bytes(b"x")
        moment = (clock.now() - timedelta(hours=age)).timestamp()
        os.utime(path, (moment, moment))
    removing.sweep()
    assert "unknown-old" not in lying_about()
    assert "unknown-new" in lying_about()
    staging.drop("unknown-new")
