"""Where to go on to: only ever a page of ours."""

from flask import current_app, request
from werkzeug.exceptions import HTTPException

HOME = "/"


def local_path(text: str | None, otherwise: str = HOME) -> str:
    """The address if it is a page of this site that can be fetched, else the nearest page above it, else `otherwise`.

    Anything that a browser could read as another host is refused: schemes, //, backslashes, control characters.
    """
    if not text or not text.startswith("/") or text.startswith("//") or "\\" in text or not text.isprintable():
        return otherwise
    path, question, query = text.partition("?")
    if _is_page(path):
        return path + question + query
    above = path.rstrip("/").rsplit("/", 1)[0]
    while above:
        if _is_page(above):
            return above
        above = above.rsplit("/", 1)[0]
    return otherwise


def _is_page(path: str) -> bool:
    try:
        current_app.create_url_adapter(request).match(path, method="GET")  # type: ignore[union-attr]  # within a request
    except HTTPException:
        return False
    return True
