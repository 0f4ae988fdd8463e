"""Our own stylesheet and scripts: joined, compressed and addressed by their content."""

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from flask import Flask, Response, abort, request
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask.typing import ResponseReturnValue

from lms.config import ROOT, Settings

STATIC = ROOT / "static"
FIRST = ("tokens.css", "reset.css", "base.css")
LAST = ("print.css",)
MODULES = "js/"
BUILD = re.compile(r"b[0-9a-f]{12}")
SMALLEST_TO_COMPRESS = 600  # bytes; below it a response fits a packet anyway


@dataclass(frozen=True)
class Asset:
    """One file as it is served."""

    name: str
    body: bytes

    @cached_property
    def version(self) -> str:
        return hashlib.sha256(self.body).hexdigest()[:12]

    @cached_property
    def compressed(self) -> bytes:
        return gzip.compress(self.body, 9, mtime=0)

    @property
    def type(self) -> str:
        return mimetypes.guess_type(self.name)[0] or "application/octet-stream"


def collect(static: Path = STATIC) -> Mapping[str, Asset]:
    """All assets by name; the component stylesheets become one `app.css`, tokens first and print last."""
    assets = {
        name: Asset(name, path.read_bytes())
        for path in sorted(static.rglob("*"))
        if path.is_file() and (name := path.relative_to(static).as_posix()) and not name.startswith("css/")
    }
    sheets = {path.name: path.read_bytes() for path in sorted((static / "css").glob("*.css"))}
    names = [*FIRST, *(name for name in sheets if name not in FIRST + LAST), *LAST]
    assets["app.css"] = Asset("app.css", b"\n".join(sheets[name] for name in names if name in sheets))
    return assets


def build_of(assets: Mapping[str, Asset]) -> str:
    """A name for all of them as they are, which stands in the address of each script.

    A script imports others by addresses relative to its own, so those are of the same build: what a page was made with.
    """
    versions = "".join(f"{name}{assets[name].version}" for name in sorted(assets))
    return f"b{hashlib.sha256(versions.encode()).hexdigest()[:12]}"


class PagesOnly(SecureCookieSessionInterface):
    """Assets are the same for everybody: they set no cookie, and a changed cookie must not have them fetched anew."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.endpoint != "static":
            super().save_session(app, session, response)


def init_app(app: Flask, settings: Settings) -> None:
    assets = collect()
    build = build_of(assets)
    app.session_interface = PagesOnly()

    def current() -> Mapping[str, Asset]:
        return collect() if settings.development else assets

    def current_build() -> str:
        return build_of(current()) if settings.development else build

    def asset(name: str) -> str:
        """The address of an asset, which changes when its content does. Raises KeyError for an unknown one."""
        version = current()[name].version
        return f"/static/{current_build()}/{name}" if name.startswith(MODULES) else f"/static/{name}?v={version}"

    @app.get("/static/<path:filename>", endpoint="static")
    def serve(filename: str) -> ResponseReturnValue:
        first, _, rest = filename.partition("/")
        of_build = BUILD.fullmatch(first) is not None
        found = current().get(rest if of_build else filename)
        if found is None or (of_build and first != current_build()):
            abort(404)  # a script of another build would meet a page that it was not made for
        response = Response(found.body, content_type=found.type)
        response.set_etag(found.version)
        versioned = of_build or request.args.get("v") == found.version
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if versioned else "no-cache"
        if _takes_gzip() and len(found.body) > SMALLEST_TO_COMPRESS:
            response.data = found.compressed
            response.headers["Content-Encoding"] = "gzip"
        response.headers["Vary"] = "Accept-Encoding"
        return response.make_conditional(request)

    app.jinja_env.globals["asset"] = asset
    app.after_request(compress)


def _takes_gzip() -> bool:
    return "gzip" in request.headers.get("Accept-Encoding", "")


def compress(response: Response) -> Response:
    """Compress pages and data as they are sent."""
    if (
        response.direct_passthrough
        or "Content-Encoding" in response.headers
        or not _takes_gzip()
        or not (response.mimetype or "").startswith(("text/", "application/json"))
        or len(response.data) < SMALLEST_TO_COMPRESS
    ):
        return response
    response.data = gzip.compress(response.data, 5)
    response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding, Cookie"
    return response
