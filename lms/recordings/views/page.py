"""The page on which the recordings of a try are played, talked about, sent and deleted."""

import re
import unicodedata

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from lms.errors import NotYours, Unusable
from lms.i18n import Language, _, zone
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.practice.evidence import BESIDE, EVIDENCE, Link, Piece
from lms.practice.forms import SHOWN
from lms.practice.loading import Loaded
from lms.practice.rules import ReviewKind
from lms.practice.seats import may_rate
from lms.practice.try_view import Head, head_of, own_open_review, standing_reviews
from lms.practice.views.room import on_clock
from lms.recordings import comments, reading, rights
from lms.recordings.forms import SayForm
from lms.recordings.limits import limits
from lms.recordings.views.room import bp, page_path
from lms.web.forms import number

_CLOCK = re.compile(r"\d{1,3}(:\d{1,2}){0,2}")


@bp.get("/tries/<int:try_id>/recording")
@action(Action.SEE_TRY)
def page(try_id: int) -> ResponseReturnValue:
    return _page(try_id)


@bp.post("/tries/<int:try_id>/recording")
@action(Action.COMMENT)
def say(try_id: int) -> ResponseReturnValue:
    """A sentence written where no script sends it: its moment comes as a clock shows it."""
    form = SayForm()
    try:
        recording_id = number(form.recording.data) or 0
        if rights.recording_for(actor().id, recording_id)[0].try_id != try_id:
            raise NotYours
        comments.comment(actor().id, recording_id, _millis(form.moment.data or ""), form.text.data or "", form.once_key)
    except SHOWN as refused:
        form.tell(refused)
        return _page(try_id, form), 422
    return redirect(url_for("recordings.page", try_id=try_id))


def _page(try_id: int, form: SayForm | None = None) -> str:
    loaded = rights.played_try(try_id)
    me = actor().id
    shown = reading.page_of(me, try_id)
    consent = shown.consent
    return render_template(
        "recordings/recording.html",
        page=shown,
        form=form or SayForm(formdata=None),
        head=head_of(loaded, me),
        asked=consent.answers and consent.mine is None and (consent.asked is not None or not shown.recordings),
        reviews=_reviews(me, loaded),
        zone=zone(),
        tongues={Language.ZH.value: _("Chinese"), Language.EN.value: _("English")},
    )


def _reviews(actor_id: int, loaded: Loaded) -> bool:
    """Whether the reader still has a review of this try to make."""
    if loaded.row.closed_at is None or not loaded.stands or not may_rate(actor_id, loaded):
        return False
    made = standing_reviews(loaded.row.id)
    own = any(r.rater_id == actor_id and r.closed_at is not None for r in made)
    ended = any(r.kind == ReviewKind.TRAINER and r.closed_at is not None for r in made)
    return own_open_review(made, actor_id) is not None or not (own or ended)


def _millis(words: str) -> int:
    """Milliseconds of what a clock shows: 7:50, 1:02:03 or 45. Raises Unusable."""
    plain = unicodedata.normalize("NFKC", words).strip()
    if not _CLOCK.fullmatch(plain):
        raise Unusable(fields={"moment": _("Write the moment as minutes and seconds, as in 07:50.")})
    seconds = 0
    for part in plain.split(":"):
        seconds = seconds * 60 + int(part)
    return seconds * 1000


def _links(actor_id: int, loaded: Loaded) -> list[Link]:
    """The recordings of a try, for the pages of the try; where there is none, the way to add one."""
    if not rights.may_see(actor_id, loaded):
        return []
    there = reading.there(loaded.row.id)
    href = page_path(loaded.row.id)
    if not there:
        return [Link(_("Add a recording of it"), href, there=False)] if rights.may_record(actor_id, loaded) else []
    return [Link(_("Recording"), href, on_clock(row.seconds) if row.seconds is not None else "") for row in there]


def _beside(head: Head) -> Piece:
    del head
    return Piece("recordings/_recorder.html", {"days": limits().kept_days})


EVIDENCE.append(_links)
BESIDE.append(_beside)
