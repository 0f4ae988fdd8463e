"""Every refusal and fault becomes an answer here: a page for people, JSON for scripts, always with a reference."""

import logging
import re
import secrets
from dataclasses import dataclass

from flask import Flask, Response, jsonify, make_response, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from lms.errors import Refusal, Unusable

log = logging.getLogger("lms")
TOKEN = re.compile(r"[\w-]{40,}")


@dataclass(frozen=True, slots=True)
class Problem:
    """What the error page needs. detail: a sentence of ours, never a traceback."""

    status: int
    reference: str
    detail: str
    kind: str


def wants_json() -> bool:
    """Whether a script asks, to whom a page or a redirect would be a lie; what sends files by tus is always one."""
    return request.accept_mimetypes.best == "application/json" or "Tus-Resumable" in request.headers


def init_app(app: Flask) -> None:
    app.register_error_handler(Refusal, on_refusal)
    app.register_error_handler(CSRFError, on_csrf)
    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(OperationalError, on_database)
    app.register_error_handler(Exception, on_fault)


def on_refusal(error: Exception) -> ResponseReturnValue:
    assert isinstance(error, Refusal)
    fields = error.fields if isinstance(error, Unusable) else {}
    return answer(error.status, str(error), type(error).__name__, fields)


def on_csrf(error: Exception) -> ResponseReturnValue:
    return answer(400, str(error), "csrf")


def on_http(error: Exception) -> ResponseReturnValue:
    assert isinstance(error, HTTPException)
    if error.code is None or error.code < 400:
        return error.get_response()
    return answer(error.code, "", "http")


def on_database(error: Exception) -> ResponseReturnValue:
    """The database is away, full or too busy. Nothing was acknowledged; the client repeats with its key."""
    response = answer(503, "", "database", error=error)
    response.headers["Retry-After"] = "5"
    return response


def on_fault(error: Exception) -> ResponseReturnValue:
    return answer(500, "", "fault", error=error)


def answer(
    status: int, detail: str, kind: str, fields: dict[str, str] | None = None, error: Exception | None = None
) -> Response:
    """The answer to a failed request; its reference finds the line in the log."""
    reference = secrets.token_hex(4)
    log.log(
        logging.ERROR if status >= 500 else logging.INFO,
        "reference=%s status=%s kind=%s method=%s path=%r detail=%r",
        reference, status, kind, request.method, _path(), detail,
        exc_info=error,
    )  # fmt: skip
    if wants_json():
        return make_response(jsonify(error=kind, detail=detail, fields=fields or {}, reference=reference), status)
    problem = Problem(status, reference, detail, kind)
    try:
        page = render_template("web/error.html", problem=problem)
    except Exception:  # the page's frame asks who is signed in, and the fault may lie just there
        log.exception("reference=%s the error page itself could not be made", reference)
        page = render_template("web/bare_error.html", problem=problem)
    return make_response(page, status)


def _path() -> str:
    """Where the request went. A part as long as a token is left out: whoever reads the log must not come in by it."""
    return TOKEN.sub("…", request.path)
