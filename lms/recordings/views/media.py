"""A recording as it is played: any part of it, never as anything else than sound or film."""

from collections.abc import Iterator
from typing import BinaryIO
from urllib.parse import quote

from flask import Response, request
from flask.typing import ResponseReturnValue

from lms.people.policy import Action
from lms.people.session import action, actor
from lms.recordings import captions, playing
from lms.recordings.models import Recording
from lms.recordings.views.room import be_patient, bp

BLOCK = 256 * 1024  # bytes
# A player asks for all to the end and stops reading when it has enough. It asks again where an answer ends; one that
# waits for a player on pause would keep a thread of the server for as long.
AT_ONCE = 2 * 1024 * 1024  # bytes
PATIENCE = 30  # seconds in which nothing of a part is taken
ALONE = "default-src 'none'; sandbox; frame-ancestors 'none'"


class Part:
    """Bytes of an open file from one place to another; closed by the server once they are sent or nobody wants them."""

    def __init__(self, file: BinaryIO, start: int, stop: int) -> None:
        self._file, self._start, self._stop = file, start, stop

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(self._start)
        left = self._stop - self._start
        while left > 0 and (block := self._file.read(min(BLOCK, left))):
            left -= len(block)
            yield block

    def close(self) -> None:
        self._file.close()


@bp.get("/recordings/<int:recording_id>/media")
@action(Action.SEE_TRY)
def media(recording_id: int) -> ResponseReturnValue:
    """Several ranges at once are answered by the whole, as the protocol allows."""
    row = playing.recording_to_play(actor().id, recording_id)
    start, stop, status = _asked(row)
    headers = {
        "Content-Type": row.media_type,
        "Content-Length": str(stop - start),
        "Accept-Ranges": "bytes",
        "ETag": f'"{row.sha256}"',
        "Content-Disposition": f"inline; filename*=UTF-8''{quote(row.file_name, safe='')}",
        "Content-Security-Policy": ALONE,
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "private, no-store",  # what is removed is gone from the browser as well
    }
    if status == 206:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{row.size}"
    if status == 416:
        headers |= {"Content-Range": f"bytes */{row.size}", "Content-Length": "0"}
        return Response(status=416, headers=headers)
    if request.method == "HEAD":
        return Response(status=status, headers=headers)
    be_patient(PATIENCE)
    part = Part(playing.opened(row), start, stop)
    return Response(part, status=status, headers=headers, direct_passthrough=True)


def _asked(row: Recording) -> tuple[int, int, int]:
    """From where to where, and the status to say so."""
    asked = request.range
    same = request.if_range.etag in (None, row.sha256) and request.if_range.date is None
    if asked is None or not same or asked.units != "bytes" or len(asked.ranges) != 1:
        return 0, row.size, 200
    first, last = asked.ranges[0]
    start = max(first + row.size, 0) if first < 0 else first
    if start >= row.size:
        return 0, row.size, 416
    stop = min(start + AT_ONCE if last is None and first >= 0 else last or row.size, row.size)
    return start, stop, 206


@bp.get("/recordings/<int:recording_id>/captions/<language>.vtt")
@action(Action.SEE_TRY)
def captions_file(recording_id: int, language: str) -> ResponseReturnValue:
    text = captions.captions_of(actor().id, recording_id, language)
    headers = {"Content-Security-Policy": ALONE, "Cache-Control": "private, no-store"}
    return Response(text, content_type="text/vtt; charset=utf-8", headers=headers)
