"""What a form sent after its sign-in had ended: kept while its person signs in again, then sent when they press.

Only what came from a page of ours is kept, so that nobody can lay words into another's mouth.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from itsdangerous import BadData, URLSafeTimedSerializer

from lms.people.forms import SignInForm
from lms.web import errors

LONGEST_KEPT = 24 * 60 * 60  # seconds
SHOWN_FROM = 8  # characters
_CHOICE = re.compile(r"[\x21-\x7e]*")  # ids, numbers, dates: they say nothing without their page


@dataclass(frozen=True, slots=True)
class Kept:
    """One sending. path: where it goes; whose: the person signed in before, None when that is not known."""

    path: str
    fields: Sequence[tuple[str, str]]
    whose: int | None

    @property
    def written(self) -> list[str]:
        """What somebody wrote, for them to see again."""
        return [value for _name, value in self.fields if len(value) >= SHOWN_FROM and not _CHOICE.fullmatch(value)]


def answer_signed_out(whose: int | None) -> ResponseReturnValue:
    """Nobody is signed in: a script gets 401, a page is sent to sign in, a form is kept meanwhile."""
    if errors.wants_json():
        return errors.answer(401, "sign in again; what you sent is kept on this device", "signed_out")
    if request.method == "GET":
        return redirect(url_for("people.sign_in", next=request.full_path.removesuffix("?")))
    sent = _sent(whose)
    if sent is None:
        return redirect(url_for("people.sign_in"))
    form = SignInForm(formdata=None, kept=_signer().dumps([sent.path, sent.fields, sent.whose]))
    return render_template("people/sign_in.html", form=form, keeps=True), 401


def answer_old_page(actor_id: int) -> ResponseReturnValue | None:
    """The page was opened under an earlier sign-in: ask whether to send it under this one. None for what isn't ours."""
    sent = _sent(None)
    if sent is None or errors.wants_json():
        return None
    return page(sent, actor_id), 400


def page(sent: Kept, actor_id: int) -> str:
    """What was written, and a press that sends it; someone else's is never sent."""
    own = sent.whose in (None, actor_id)
    return render_template("people/kept.html", sent=sent if own else None)


def read(text: str) -> Kept | None:
    """What the sign-in page brought along; None when it is none of ours, or of yesterday."""
    try:
        path, fields, whose = _signer().loads(text, max_age=LONGEST_KEPT)
    except (BadData, ValueError):
        return None
    return Kept(path, [(name, value) for name, value in fields], whose)


def _sent(whose: int | None) -> Kept | None:
    origin = request.headers.get("Origin")
    if not request.form or not origin or urlsplit(origin).netloc != request.host:
        return None
    fields = [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name != "csrf_token" and "password" not in name
    ]
    return Kept(request.full_path.removesuffix("?"), fields, whose)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="kept form")
