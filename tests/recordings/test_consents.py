"""Asked each time, answered by everybody who is heard, taken back at any time with all that was recorded."""

import pytest
from sqlalchemy import select

from lms.db import session, transaction
from lms.errors import Conflict, KeyReused, NotYours, Unusable
from lms.practice import tries
from lms.practice.seats import Part, give, leave
from lms.recordings import consents
from lms.recordings.models import Recording, RecordingRemoval
from lms.records.models import Notice
from tests.cast import Cast
from tests.pages import Pages
from tests.practice.plays import begin, clock_at, key, verbs
from tests.recordings.files import begun, consented, listing, mp4, recorded, tus, uploaded, wav


def test_the_trainer_asks_and_the_trainee_answers_on_their_own_phone(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    pages.sign_in(cast.trainer).post(f"/tries/{play.try_id}/consent/ask", {"medium": "audio", "key": key()})
    assert session().scalars(select(Notice.kind).where(Notice.person_id == cast.trainee)).all() == ["consent_asked"]
    pages.sign_in(cast.trainee)
    asked = listing(pages, play.try_id)["consent"]
    assert (asked["asked"], asked["asked_by"], asked["given"], asked["answered"]) == ("audio", "陈静", None, False)
    answered = pages.send(f"/tries/{play.try_id}/consent", {"medium": "audio", "given": True, "key": key()}).get_json()
    assert answered["consent"] | {"given": "audio", "mine": "audio", "missing": []} == answered["consent"]
    assert session().scalars(select(Notice.read_at).where(Notice.person_id == cast.trainee)).one() is not None
    assert verbs(cast.trainee) == ["consented"]
    session().rollback()
    pages.sign_in(cast.trainer)
    assert listing(pages, play.try_id)["consent"]["given"] == "audio"


def test_nobody_answers_for_the_trainee(cast: Cast) -> None:
    play = begin(cast)
    for other in (cast.trainer, cast.manager, cast.other_trainee, cast.admin):
        with pytest.raises(NotYours):
            consents.answer(other, play.try_id, "audio", given=True, key=key())


def test_an_answer_is_told_once_and_a_yes_to_one_try_is_none_to_the_next(cast: Cast, pages: Pages) -> None:
    play, again = consented(cast, "audio"), key()
    consents.answer(cast.trainee, play.try_id, "audio", given=True, key=again)
    consents.answer(cast.trainee, play.try_id, "audio", given=True, key=again)
    with pytest.raises(KeyReused):
        consents.answer(cast.trainee, play.try_id, "audio", given=False, key=again)
    with pytest.raises(Unusable):
        consents.answer(cast.trainee, play.try_id, "scent", given=True, key=key())
    assert verbs(cast.trainee) == ["consented"]
    tries.end_try(cast.trainee, play.try_id, key())
    session().rollback()
    pages.sign_in(cast.trainee)
    begun(pages, begin(cast, minutes=60).try_id, 99, status=409)


def test_who_plays_the_customer_is_asked_as_well_also_once_they_have_left(cast: Cast, pages: Pages) -> None:
    play = consented(cast)
    with transaction():
        give(play.try_id, cast.other_trainee, Part.CUSTOMER, cast.trainer)
    pages.sign_in(cast.trainee)
    begun(pages, play.try_id, 99, status=409)
    with transaction():
        leave(play.try_id, cast.other_trainee, Part.CUSTOMER)
    begun(pages, play.try_id, 99, status=409)
    assert listing(pages, play.try_id)["consent"]["missing"] == ["赵敏"]
    pages.sign_in(cast.other_trainee)
    pages.send(f"/tries/{play.try_id}/consent", {"medium": "audio", "given": True, "key": key()})
    seen = listing(pages, play.try_id)
    assert (seen["recordings"], seen["consent"]["given"], seen["may"]["record"]) == ([], "audio", False)
    assert verbs(cast.trainee) == ["consented", "consented"]
    session().rollback()
    pages.sign_in(cast.trainee)
    begun(pages, play.try_id, 99, status=409, filetype="video/mp4")
    made = uploaded(pages, play.try_id, wav())
    pages.sign_in(cast.other_trainee)
    pages.get(f"/recordings/{made}/media", 404)
    pages.send(f"/tries/{play.try_id}/consent", {"medium": "audio", "given": False, "key": key()})
    pages.sign_in(cast.trainee)
    assert listing(pages, play.try_id)["recordings"] == []


def test_taking_a_yes_back_deletes_what_was_recorded_and_what_is_on_its_way(cast: Cast, pages: Pages) -> None:
    play = consented(cast)
    pages.sign_in(cast.trainee)
    made = uploaded(pages, play.try_id, wav())
    coming = begun(pages, play.try_id, 100)
    tus(pages, "PATCH", coming, bytes(50), Upload_Offset="0")
    gone = pages.send(f"/tries/{play.try_id}/consent", {"medium": "video", "given": False, "key": key()}).get_json()
    assert (gone["recordings"], gone["removed"][0]["why"]) == ([], "收回了同意")
    assert tus(pages, "PATCH", coming, bytes(50), Upload_Offset="50").status_code == 404
    assert pages.client.get(f"/recordings/{made}/media").status_code == 410
    assert verbs(cast.trainee) == ["consented", "recorded", "refused", "removed"]


def test_from_picture_back_to_sound_only_films_go(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    film = recorded(cast, play.try_id, mp4(), "video")
    pages.sign_in(cast.trainee)
    sound = uploaded(pages, play.try_id, wav())
    consents.answer(cast.trainee, play.try_id, "audio", given=True, key=key())
    left = select(Recording.id).where(Recording.id.not_in(select(RecordingRemoval.recording_id)))
    assert session().scalars(left).all() == [sound]
    assert film != sound


def test_a_try_that_was_called_off_is_not_recorded_any_more_and_a_no_is_always_taken(cast: Cast) -> None:
    play = consented(cast)
    with clock_at(5):
        tries.call_off(cast.trainer, play.try_id, "客户临时有事，改天再练", key())
    with pytest.raises(Conflict):
        consents.answer(cast.trainee, play.try_id, "audio", given=True, key=key())
    with pytest.raises(Conflict):
        consents.ask(cast.trainer, play.try_id, "audio", key())
    consents.answer(cast.trainee, play.try_id, "audio", given=False, key=key())
    assert verbs(cast.trainee)[-1] == "refused"


def test_practice_alone_has_no_recordings(cast: Cast, pages: Pages) -> None:
    made = tries.log_solo(cast.trainee, "telephone-selling", key())
    session().rollback()
    pages.sign_in(cast.trainee)
    listing(pages, made, 404)
