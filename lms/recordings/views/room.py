"""The blueprint of this room, and what its notices say."""

import socket
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from flask import Blueprint, Response, request

from lms.i18n import _
from lms.practice.try_view import skill_name
from lms.recordings.comments import COMMENTED
from lms.recordings.consents import ASKED
from lms.records.notices import WORDS, Said

bp = Blueprint("recordings", __name__)
TUS = "1.0.0"


def page_path(try_id: int) -> str:
    """Where the recordings of a try are played and talked about."""
    return f"/tries/{try_id}/recording"


def be_patient(seconds: int) -> None:
    """Let go of a phone that neither sends nor takes anything for so long; it comes back and goes on from there."""
    connection: socket.socket | None = request.environ.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(seconds)


def hear_no_more() -> None:
    """What else comes on this connection is the rest of a body that was given up, no request."""
    connection: socket.socket | None = request.environ.get("gunicorn.socket")
    if connection is not None:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RD)


@bp.after_request
def speak_tus(response: Response) -> Response:
    """Every answer to who sends files by tus says so, refusals too."""
    if "Tus-Resumable" in request.headers or request.endpoint in ("recordings.upload", "recordings.begin_upload"):
        response.headers["Tus-Resumable"] = TUS
    return response


def _asked(body: Mapping[str, Any]) -> Said:
    sentence = _("%(name)s asks whether this try may be recorded", name=body["by"])
    return Said(sentence, f"/tries/{body['try']}")


def _commented(body: Mapping[str, Any]) -> Said:
    sentence = _("%(name)s wrote beside your recording", name=body["by"])
    return Said(sentence, page_path(body["try"]), skill_name(body["skill"]))


WORDS[ASKED] = _asked
WORDS[COMMENTED] = _commented
