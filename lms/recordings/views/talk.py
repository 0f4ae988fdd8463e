"""What is asked, answered and written about recordings. A script gets JSON; a form leads back to the page it is on."""

from collections.abc import Mapping
from typing import Any

from flask import flash, jsonify, redirect, request, url_for
from flask.typing import ResponseReturnValue

from lms.errors import NotYours, Refusal
from lms.i18n import _
from lms.people.policy import Action
from lms.people.session import action, actor
from lms.people.views.local import local_path
from lms.recordings import captions, comments, consents, reading, removing, rights
from lms.recordings.forms import key, sent, text, whole, yes
from lms.recordings.reading import CommentView, RecordingView
from lms.recordings.views.room import bp, page_path
from lms.web.errors import wants_json
from lms.web.security import takes


@bp.get("/tries/<int:try_id>/recordings.json")
@action(Action.SEE_TRY)
def listing(try_id: int) -> ResponseReturnValue:
    return _state(try_id)


def _state(try_id: int) -> ResponseReturnValue:
    page = reading.page_of(actor().id, try_id)
    consent, most = page.consent, page.limits
    return jsonify(
        recordings=[_recording(one) for one in page.recordings],
        removed=[{"at": one.at.isoformat(), "by": one.by, "why": one.why} for one in page.removed],
        consent={
            "asked": consent.asked, "asked_by": consent.asked_by, "given": consent.given, "mine": consent.mine,
            "answered": consent.answered, "answers": consent.answers, "missing": list(consent.missing),
            "refused": consent.refused,
        },
        limits={"bytes": most.most_bytes, "seconds": most.most_minutes * 60, "types": list(page.types),
                "days": most.kept_days},
        may={"record": page.records, "comment": page.comments, "remove": page.removes},
        sealed=page.sealed,
    )  # fmt: skip


def _recording(one: RecordingView) -> Mapping[str, Any]:
    return {
        "id": one.id, "media": url_for("recordings.media", recording_id=one.id), "type": one.media_type,
        "seconds": one.seconds, "size": one.size, "name": one.name, "by": one.by, "at": one.at.isoformat(),
        "kept_until": one.kept_until.isoformat(),
        "comments": [_comment(said) for said in one.comments],
        "captions": [
            {"lang": lang, "href": url_for("recordings.captions_file", recording_id=one.id, language=lang)}
            for lang in one.captions
        ],
    }  # fmt: skip


def _comment(said: CommentView) -> Mapping[str, Any]:
    return {
        "id": said.id, "at_ms": said.at_ms, "text": said.text, "by": said.by, "trainee": said.trainee,
        "mine": said.mine, "at": said.at.isoformat(),
    }  # fmt: skip


@bp.post("/tries/<int:try_id>/consent")
@action(Action.CONSENT)
def consent(try_id: int) -> ResponseReturnValue:
    body = sent()
    try:
        consents.answer(actor().id, try_id, text(body, "medium"), yes(body, "given"), key(body))
    except Refusal as refused:
        return _refused(refused, try_id)
    return _state(try_id) if wants_json() else _back(try_id)


@bp.post("/tries/<int:try_id>/consent/ask")
@action(Action.RECORD)
def ask_consent(try_id: int) -> ResponseReturnValue:
    body = sent()
    try:
        consents.ask(actor().id, try_id, text(body, "medium"), key(body))
    except Refusal as refused:
        return _refused(refused, try_id)
    if wants_json():
        return _state(try_id)
    flash(_("Asked. The question stands on the trainee’s page."))
    return _back(try_id)


@bp.post("/recordings/<int:recording_id>/comments")
@action(Action.COMMENT)
def write_comment(recording_id: int) -> ResponseReturnValue:
    body = sent()
    try:
        at_ms = whole(body, "at_ms")
        made = comments.comment(actor().id, recording_id, at_ms, text(body, "text"), key(body))
    except Refusal as refused:
        return _refused(refused, _try_of(recording_id))
    if not wants_json():
        return _back(_try_of(recording_id))
    page = reading.page_of(actor().id, _try_of(recording_id))
    written = next(said for one in page.recordings for said in one.comments if said.id == made)
    return jsonify(_comment(written)), 201


@bp.post("/comments/<int:comment_id>/take-back")
@action(Action.COMMENT)
def take_comment_back(comment_id: int) -> ResponseReturnValue:
    recording_id = comments.take_back(actor().id, comment_id)
    return jsonify(id=comment_id) if wants_json() else _back(_try_of(recording_id))


@bp.post("/recordings/<int:recording_id>/delete")
@action(Action.REMOVE_RECORDING)
def remove_recording(recording_id: int) -> ResponseReturnValue:
    body, try_id = sent(), _try_of(recording_id)
    try:
        removing.remove(actor().id, recording_id, text(body, "why"), key(body))
    except Refusal as refused:
        return _refused(refused, try_id)
    if wants_json():
        return _state(try_id)
    flash(_("Deleted. That there was a recording stays in the file; the recording itself is gone."))
    return _back(try_id)


@bp.post("/recordings/<int:recording_id>/captions")
@action(Action.RECORD)
@takes(lambda _settings: 1_100_000)
def put_captions(recording_id: int) -> ResponseReturnValue:
    try_id, file = _try_of(recording_id), request.files.get("file")
    data = file.read() if file is not None else b""
    try:
        captions.put(actor().id, recording_id, request.form.get("language", ""), data)
    except Refusal as refused:
        return _refused(refused, try_id)
    if wants_json():
        return _state(try_id)
    flash(_("The captions are there."))
    return _back(try_id)


@bp.post("/recordings/<int:recording_id>/captions/<language>/delete")
@action(Action.RECORD)
def remove_captions(recording_id: int, language: str) -> ResponseReturnValue:
    try_id = captions.remove(actor().id, recording_id, language)
    return _state(try_id) if wants_json() else _back(try_id)


def _try_of(recording_id: int) -> int:
    """Raises NotYours for a recording that the reader may not see."""
    return rights.recording_for(actor().id, recording_id)[0].try_id


def _back(try_id: int) -> ResponseReturnValue:
    return redirect(local_path(request.form.get("back"), page_path(try_id)))


def _refused(refused: Refusal, try_id: int) -> ResponseReturnValue:
    """A script is told in one place; a form finds the words on the page that it came from."""
    if wants_json() or isinstance(refused, NotYours):
        raise refused
    flash(str(refused), "error")
    return _back(try_id)
