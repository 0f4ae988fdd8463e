"""Headers on every response, the origin of every write, and limits of what is taken in."""

from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import Flask, Response, request
from flask_wtf.csrf import CSRFProtect
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.exceptions import BadRequest, Forbidden
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter, Map

from lms.config import Settings
from lms.web.forms import LARGEST

MAX_BODY = 1_000_000  # bytes; a page of 100,000 Chinese characters is 900 kB form-encoded and gets an answer, not a cut
CONTENT_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
csrf = CSRFProtect()
View = TypeVar("View", bound=Callable[..., Any])


def takes(most: Callable[[Settings], int]) -> Callable[[View], View]:
    """Let the body of what is sent to a view be longer than others. most: bytes, by the settings."""

    def mark(view: View) -> View:
        view.takes = most  # type: ignore[attr-defined]  # read before the body is
        return view

    return mark


class Id(IntegerConverter):
    """A number in an address: one that no id can be leads nowhere, like an id that is nobody's."""

    regex = r"[0-9]{1,10}"

    def __init__(self, map: Map) -> None:  # noqa: A002  the router's own name
        super().__init__(map, max=LARGEST)


def init_app(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=MAX_BODY,
        MAX_FORM_MEMORY_SIZE=MAX_BODY,
        MAX_FORM_PARTS=1000,
        SESSION_COOKIE_NAME="__Host-session" if settings.secure else "session",
        SESSION_COOKIE_SECURE=settings.secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        REMEMBER_COOKIE_NAME="__Host-stay" if settings.secure else "stay",
        REMEMBER_COOKIE_SECURE=settings.secure,
        REMEMBER_COOKIE_HTTPONLY=True,
        REMEMBER_COOKIE_SAMESITE="Lax",
        WTF_CSRF_TIME_LIMIT=None,  # the token lives as long as its session: a form left open overnight still sends
    )
    app.url_map.converters["int"] = Id
    app.before_request(lambda: widen(app, settings))  # before anybody looks at the body
    app.before_request(keep_nul_out)
    app.before_request(refuse_foreign_origin)  # before the token, which another site may well lack
    csrf.init_app(app)
    if settings.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]  # the documented way
            app.wsgi_app, x_for=settings.proxies, x_proto=settings.proxies, x_host=settings.proxies
        )
    app.after_request(lambda response: add_headers(response, secure=settings.secure))


def widen(app: Flask, settings: Settings) -> None:
    most = getattr(app.view_functions.get(request.endpoint or ""), "takes", None)
    if most is not None:
        request.max_content_length = most(settings)


def keep_nul_out() -> None:
    """PostgreSQL keeps no text with it. No keyboard writes it, but a paste may bring it along: a form goes on without.

    What scripts send is looked at by `json_object`.
    """
    if "\0" in request.path or any("\0" in text for pair in request.args.items(multi=True) for text in pair):
        raise BadRequest("a character that cannot be kept")
    sent = list(request.form.items(multi=True))
    if any("\0" in text for pair in sent for text in pair):
        request.form = ImmutableMultiDict([(name.replace("\0", ""), text.replace("\0", "")) for name, text in sent])


def refuse_foreign_origin() -> None:
    """A write must come from a page of ours. Browsers send Origin with each; its absence is left to the token."""
    origin = request.headers.get("Origin")
    if request.method in ("GET", "HEAD", "OPTIONS") or origin is None:
        return
    if urlsplit(origin).netloc != request.host:
        raise Forbidden("this form was sent from another site")


def add_headers(response: Response, *, secure: bool) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(self), microphone=(self), geolocation=()")
    headers.setdefault("Cache-Control", "no-store")
    if secure:
        headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
    return response
