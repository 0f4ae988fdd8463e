"""A browser in which an account has signed in before: others' wrong passwords don't make it wait.

Its cookie names nobody. Whether it was given for an account is only told when that account is asked about, and it
opens nothing: without the password it is worth no more than the few tries that any browser has.
"""

import hashlib
import hmac
import secrets
from datetime import timedelta

from flask import Response, after_this_request, current_app, request

KEPT = timedelta(days=365)


def given_to(person_id: int) -> str | None:
    """The name by which this browser is known to an account; None when the account never signed in here."""
    name, _dot, sign = request.cookies.get(_cookie(), "").partition(".")
    return name if name and hmac.compare_digest(sign.encode(), _sign(name, person_id).encode()) else None


def remember(person_id: int) -> None:
    """From the answer to this request on, the browser is known to the account."""
    name = secrets.token_urlsafe(12)

    @after_this_request
    def give(response: Response) -> Response:
        response.set_cookie(
            _cookie(), f"{name}.{_sign(name, person_id)}", max_age=KEPT,
            httponly=True, samesite="Lax", secure=_secure(),
        )  # fmt: skip
        return response


def _sign(name: str, person_id: int) -> str:
    secret = str(current_app.config["SECRET_KEY"]).encode()
    return hmac.new(secret, f"known browser\n{person_id}\n{name}".encode(), hashlib.sha256).hexdigest()


def _cookie() -> str:
    return "__Host-known" if _secure() else "known"


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])
