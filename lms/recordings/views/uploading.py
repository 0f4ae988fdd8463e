"""The resumable upload: the core of tus 1.0.0 with its creation, expiration and termination."""

import secrets
from typing import BinaryIO, cast

from flask import Response, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.http import http_date

from lms.errors import Conflict, Unusable
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.recordings import uploads
from lms.recordings.limits import Coming, limits
from lms.recordings.rules import metadata, seconds_told
from lms.recordings.uploads import Progress
from lms.recordings.views.room import TUS, be_patient, bp, hear_no_more
from lms.web.security import takes

EXTENSIONS = "creation,expiration,termination"
PATIENCE = 30  # seconds in which nothing comes
PART_TYPE = "application/offset+octet-stream"


@bp.before_request
def require_version() -> ResponseReturnValue | None:
    """Who speaks another tus is told which one is spoken here."""
    asked = request.headers.get("Tus-Resumable", TUS)
    return None if asked == TUS or request.method == "OPTIONS" else Response(status=412, headers={"Tus-Version": TUS})


@bp.route("/tries/<int:try_id>/recordings/uploads", methods=["POST", "OPTIONS"])
@action(Action.RECORD)
def begin_upload(try_id: int) -> ResponseReturnValue:
    """OPTIONS tells what of tus is spoken here, of which nothing depends on the try."""
    if request.method == "OPTIONS":
        told = {"Tus-Version": TUS, "Tus-Extension": EXTENSIONS, "Tus-Max-Size": str(limits().most_bytes)}
        return Response(status=204, headers=told)
    coming, key = _coming()
    upload_id = uploads.begin(actor().id, try_id, coming, key)
    place = url_for("recordings.upload", upload_id=upload_id)
    return Response(status=201, headers={"Location": place, **_told(uploads.progress(actor().id, upload_id))})


def _coming() -> tuple[Coming, str]:
    """What the headers tell of the file, and the key of this sending."""
    try:
        told = metadata(request.headers.get("Upload-Metadata", ""))
    except ValueError as error:
        raise Unusable(str(error)) from error
    length = request.headers.get("Upload-Length", "")
    if not length.isascii() or not length.isdecimal() or len(length) > 18:
        raise Unusable("Upload-Length must be the size of the file in bytes")
    if any("\0" in value for value in told.values()):
        told = {name: value.replace("\0", "") for name, value in told.items()}
    coming = Coming(
        int(length), told.get("filename", ""), told.get("filetype", ""), told.get("origin", "uploaded"),
        seconds_told(told.get("seconds", "")),
    )  # fmt: skip
    return coming, told.get("key", "")[:64] or secrets.token_urlsafe(18)


@bp.route("/uploads/<upload_id>", methods=["HEAD", "PATCH", "DELETE"])
@action(Action.RECORD)
@takes(lambda settings: settings.recording.most_bytes)
def upload(upload_id: str) -> ResponseReturnValue:
    if request.method == "HEAD":
        return Response(status=200, headers=_told(uploads.progress(actor().id, upload_id)))
    if request.method == "DELETE":
        uploads.give_up(actor().id, upload_id)
        return Response(status=204)
    if request.mimetype != PART_TYPE:
        return Response(status=415)
    offset = request.headers.get("Upload-Offset", "")
    if not offset.isascii() or not offset.isdecimal() or len(offset) > 18:
        raise Conflict("Upload-Offset must be a number of bytes")
    be_patient(PATIENCE)
    sent = cast(BinaryIO, request.stream)
    told = uploads.append(actor().id, upload_id, int(offset), sent, request.content_length)
    if told.offset < int(offset) + (request.content_length or 0):
        hear_no_more()
    return Response(status=204, headers=_told(told))


def _told(progress: Progress) -> dict[str, str]:
    """How far an upload is. Upload-Recording: the recording that it became, once it is whole."""
    headers = {
        "Upload-Offset": str(progress.offset), "Upload-Length": str(progress.length),
        "Upload-Expires": http_date(progress.ends_at),
    }  # fmt: skip
    if progress.recording_id is not None:
        headers["Upload-Recording"] = str(progress.recording_id)
    return headers
