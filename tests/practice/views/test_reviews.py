"""Rating a try, by a script or without one, and correcting a review that was closed."""

import pytest
from flask import Flask
from sqlalchemy import select, text

from lms.db import session, transaction
from lms.people.models import SignIn
from lms.practice import facts, reviews, tries
from lms.practice.models import Review
from lms.practice.rules import levels_at
from tests.cast import Cast
from tests.pages import Pages, queries
from tests.practice.plays import (
    LEVEL_CHOSEN,
    SKILL,
    Play,
    begin,
    both_rated,
    clock_at,
    key,
    rate_all,
    review_of,
    tap,
    verbs,
)


def taps(play: Play, *levels: int) -> list[dict[str, object]]:
    return [
        {"kind": "tap", "seq": seq, "item": item, "level": level, "second": seq, "tapped_at": 1_800_000_000_000 + seq}
        for seq, (item, level) in enumerate(zip(play.items, levels, strict=False), start=1)
    ]


def test_a_script_sends_taps_and_only_what_is_on_disk_comes_back(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    session().rollback()
    pages.sign_in(cast.trainer)
    note = {"kind": "note", "seq": 3, "item": "", "text": "声音稳", "second": 70}
    with clock_at(5):
        answer = pages.send(
            f"/reviews/{play.review_id}/taps", {"person": cast.trainer, "taps": [*taps(play, 2, 1), note]}
        )
    assert answer.get_json() == {
        "review": play.review_id, "saved": [1, 2, 3], "taken": [], "late": [], "last_seq": 3, "at": "10:05"
    }  # fmt: skip
    assert levels_at(facts.taps_of(play.review_id, None)) == dict(zip(play.items, (2, 1), strict=False))


@pytest.mark.parametrize(
    "body",
    [
        "taps",
        [],
        {"taps": []},
        {"person": 0, "taps": []},
        {"person": "own", "taps": 3},
        {"person": "own", "taps": [3]},
        {"person": "own", "taps": [{"kind": "tap", "seq": "1"}]},
        {"person": "own", "taps": [{"kind": "tap", "seq": True, "second": 1, "item": "x", "tapped_at": 1}]},
        {
            "person": "own",
            "taps": [{"kind": "tap", "seq": 1, "second": 1, "item": "x", "level": 1, "tapped_at": 10**18}],
        },
        {"person": "own", "taps": [{"kind": "tap", "seq": 1, "second": 1, "item": "x", "level": 1, "tapped_at": 1}]},
        {"person": "own", "taps": [{"kind": "note", "seq": 1, "second": 1, "item": "", "text": " "}]},
    ],
)
def test_what_is_no_tap_of_ones_own_is_refused(cast: Cast, pages: Pages, body: object) -> None:
    play = begin(cast)
    session().rollback()
    if isinstance(body, dict) and body.get("person") == "own":
        body = {**body, "person": cast.trainer}
    pages.sign_in(cast.trainer).send(f"/reviews/{play.review_id}/taps", body, 422)
    assert list(facts.taps_of(play.review_id, None)) == []


def test_a_script_whose_session_has_ended_is_told_by_401_and_nothing_is_kept(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    pages.sign_in(cast.trainer)
    with transaction():
        session().execute(text("DELETE FROM sign_in"))
    answer = pages.send(f"/reviews/{play.review_id}/taps", {"person": cast.trainer, "taps": taps(play, 2)}, 401)
    assert answer.get_json()["error"] == "signed_out"
    assert pages.client.get("/csrf", headers={"Accept": "application/json"}).status_code == 401
    assert list(facts.taps_of(play.review_id, None)) == []


def test_a_token_tells_whose_it_is_and_opens_the_door(app: Flask, cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    session().rollback()
    pages.sign_in(cast.trainer)
    told = pages.client.get("/csrf", headers={"Accept": "application/json"}).get_json()
    assert told["person"] == cast.trainer
    body = {"person": cast.trainer, "taps": taps(play, 2)}
    address = f"/reviews/{play.review_id}/taps"
    stale = pages.client.post(address, json=body, headers={"Accept": "application/json", "X-CSRFToken": "stale"})
    assert (stale.status_code, stale.get_json()["error"]) == (400, "csrf")
    fresh = pages.client.post(address, json=body, headers={"Accept": "application/json", "X-CSRFToken": told["token"]})
    assert fresh.get_json()["saved"] == [1]
    assert session().scalars(select(SignIn)).all()


def test_saving_a_tap_costs_at_most_five_statements_with_sign_in(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    session().rollback()
    pages.sign_in(cast.trainer)
    body = {"person": cast.trainer, "taps": taps(play, 2)}
    session().rollback()
    with queries(5):
        pages.send(f"/reviews/{play.review_id}/taps", body)
    with queries(5):
        pages.send(f"/reviews/{play.review_id}/taps", body)


def test_a_script_ends_the_review_and_is_told_which_rows_are_missing(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    session().rollback()
    pages.sign_in(cast.trainer)
    pages.send(f"/reviews/{play.review_id}/taps", {"person": cast.trainer, "taps": taps(play, *[2] * 8)})
    refused = pages.send(f"/reviews/{play.review_id}/end", {"end_seq": 8, "second": 900}, 422).get_json()
    assert list(refused["fields"]) == play.items[8:]
    pages.send(f"/reviews/{play.review_id}/end", {"end_seq": "8", "second": 900}, 422)
    rate_all(cast, play)
    ended = pages.send(f"/reviews/{play.review_id}/end", {"end_seq": 9, "second": 900}).get_json()
    assert ended == {"review": play.review_id, "end_seq": 9, "back": f"/tries/{play.try_id}/back"}
    pages.send(f"/reviews/{play.review_id}/end", {"end_seq": 9, "second": 950})
    pages.send(f"/reviews/{play.review_id}/end", {"end_seq": 10, "second": 950}, 409)


def test_without_scripts_the_levels_are_sent_by_the_end_button_and_kept_when_rows_are_missing(
    cast: Cast, pages: Pages
) -> None:
    play = begin(cast)
    session().rollback()
    pages.sign_in(cast.trainer)
    some = dict.fromkeys(play.items[:5], "2")
    assert pages.post(f"/reviews/{play.review_id}/end", some).location == f"/tries/{play.try_id}/review"
    page = pages.get(f"/tries/{play.try_id}/review")
    assert len(LEVEL_CHOSEN.findall(page.text)) == 5
    assert pages.post(f"/reviews/{play.review_id}/end", dict.fromkeys(play.items, "2")).location.endswith("/back")
    assert verbs(cast.trainee) == ["tried", "reviewed"]


def test_who_may_rate_opens_a_review_by_a_press_and_not_by_looking(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    session().rollback()
    pages.sign_in(cast.manager).get(f"/tries/{play.try_id}/review")
    assert len(session().scalars(select(Review)).all()) == 1
    session().rollback()
    pages.post(f"/tries/{play.try_id}/review", {})
    pages.get(f"/tries/{play.try_id}/review")
    assert review_of(play.try_id, cast.manager)


def test_a_trainer_corrects_a_level_in_two_taps_and_a_reason(cast: Cast, pages: Pages) -> None:
    play = both_rated(cast)
    pages.sign_in(cast.trainer)
    address, item = f"/reviews/{play.review_id}/correct", play.items[0]
    assert "error-summary" in pages.post(address, {item: "2", "why": "", "key": key()}, 422).text
    assert "error-summary" in pages.post(address, {item: "0", "why": "一样", "key": key()}, 422).text
    pages.post(address, {item: "2", "why": "点错了", "key": key()})
    copy = session().scalars(select(Review.id).where(Review.copy_of == play.review_id)).one()
    session().rollback()
    for who in (cast.trainer, cast.trainee):
        pages.sign_in(who)
        for path in (f"/reviews/{play.review_id}", f"/reviews/{copy}", f"/tries/{play.try_id}/back"):
            page = pages.get(path)
            assert "点错了" in page.words
            assert "陈静" in page.words
    pages.sign_in(cast.trainer).get(address, 404)


def test_a_review_is_struck_on_its_page(cast: Cast, pages: Pages) -> None:
    play = both_rated(cast)
    pages.sign_in(cast.trainer).post(
        f"/reviews/{play.review_id}/correct", {"strike": "y", "why": "不是这次", "key": key()}
    )
    assert verbs(cast.trainee)[-1] == "corrected"
    session().rollback()
    words = pages.get(f"/tries/{play.try_id}/review").words
    assert "已作废，这次练习重新等评阅" in words
    assert "两个版本" not in words
    pages.get(f"/reviews/{play.review_id}")


def test_taps_after_the_end_are_told_to_the_rater(cast: Cast, pages: Pages) -> None:
    play = both_rated(cast)
    reviews.rate(cast.trainer, play.review_id, [tap(10, play.items[0], 3)])
    session().rollback()
    assert "结束以后又点了1下" in pages.sign_in(cast.trainer).get(f"/tries/{play.try_id}/back").words


def test_the_review_is_opened_in_words_that_fit_who_was_there_and_when(cast: Cast, pages: Pages) -> None:
    made = tries.start_try(cast.trainee, cast.trainee, SKILL, key(), cast.trainer)
    tries.end_try(cast.trainee, made, key())
    session().rollback()
    address = f"/tries/{made}/review"
    assert "趁还记得" not in pages.sign_in(cast.manager).get(address).words, "the manager was not there"


@pytest.mark.parametrize(
    "body",
    ["end", [], 3, {"end_seq": 10**30, "second": 1}, {"end_seq": True, "second": 1}, {"end_seq": -1, "second": 1},
     {"end_seq": 1, "second": -(10**30)}, {"end_seq": 1.5, "second": 1}, {}],
)  # fmt: skip
def test_an_end_that_is_none_is_refused(cast: Cast, pages: Pages, body: object) -> None:
    play = begin(cast)
    session().rollback()
    pages.sign_in(cast.trainer).send(f"/reviews/{play.review_id}/end", body, 422)
    assert verbs(cast.trainee) == []


@pytest.mark.parametrize("tap_", [{"seq": 10**30}, {"seq": True}, {"seq": -1}, {"seq": 0}, {"second": 10**30},
                                  {"level": True}, {"level": 10**30}, {"item": {}}])  # fmt: skip
def test_a_tap_with_what_no_column_holds_is_refused(cast: Cast, pages: Pages, tap_: dict[str, object]) -> None:
    play = begin(cast)
    session().rollback()
    body = {"person": cast.trainer, "taps": [{**taps(play, 2)[0], **tap_}]}
    pages.sign_in(cast.trainer).send(f"/reviews/{play.review_id}/taps", body, 422)
    assert list(facts.taps_of(play.review_id, None)) == []


def test_where_two_devices_differ_the_page_shows_both_and_the_end_waits_for_a_choice(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    session().rollback()
    pages.sign_in(cast.trainer)
    address = f"/reviews/{play.review_id}"
    on_phone = [{**one, "device": "phone", "seen": 0} for one in taps(play, *[2] * 9)]
    pages.send(f"{address}/taps", {"person": cast.trainer, "taps": on_phone})
    on_laptop = {**on_phone[0], "seq": 10, "level": 1, "device": "laptop", "seen": 0}
    pages.send(f"{address}/taps", {"person": cast.trainer, "taps": [on_laptop]})
    for end_seq in (9, 10):
        refused = pages.send(f"{address}/end", {"end_seq": end_seq, "second": 900}, 422).get_json()
        assert list(refused["fields"]) == play.items[:1]
        assert refused["detail"].startswith("两台设备评得不一样，选一个")
    page = pages.get(f"/tries/{play.try_id}/review")
    assert "两台设备评得不一样，选一个" in page.words
    assert (len(LEVEL_CHOSEN.findall(page.text)), page.text.count("data-mark=")) == (8, 2)
    # Without scripts the form sends what is chosen on it, and what was not chosen is missing.
    sent = dict.fromkeys(play.items[1:], "2")
    assert pages.post(f"{address}/end", {**sent, "seen": "10"}).location.endswith("/review")
    assert pages.post(f"{address}/end", {**sent, play.items[0]: "1", "seen": "10"}).location.endswith("/back")
    assert levels_at(facts.taps_of(play.review_id, None))[play.items[0]] == 1


def test_a_form_that_is_older_than_the_other_devices_tap_does_not_silently_win(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    session().rollback()
    pages.sign_in(cast.trainer)
    address = f"/reviews/{play.review_id}"
    on_phone = [{**one, "device": "phone", "seen": 0} for one in taps(play, *[2] * 9)]
    pages.send(f"{address}/taps", {"person": cast.trainer, "taps": on_phone})
    stale = {**dict.fromkeys(play.items, "2"), play.items[3]: "0", "seen": "0"}
    assert pages.post(f"{address}/end", stale).location.endswith("/review")
    assert "两台设备评得不一样" in pages.get(f"/tries/{play.try_id}/review").words


@pytest.mark.parametrize("made_on", [{"device": 3}, {"device": "x" * 41}, {"seen": "1"}, {"seen": -1}, {"seen": True}])
def test_a_device_that_no_column_holds_is_refused(cast: Cast, pages: Pages, made_on: dict[str, object]) -> None:
    play = begin(cast)
    session().rollback()
    body = {"person": cast.trainer, "taps": [{**taps(play, 2)[0], **made_on}]}
    pages.sign_in(cast.trainer).send(f"/reviews/{play.review_id}/taps", body, 422)
    assert list(facts.taps_of(play.review_id, None)) == []


def test_a_note_with_a_character_that_no_column_holds_is_refused(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    session().rollback()
    note = {"kind": "note", "seq": 1, "second": 1, "item": "", "text": "声音\0稳"}
    pages.sign_in(cast.trainer).send(f"/reviews/{play.review_id}/taps", {"person": cast.trainer, "taps": [note]}, 422)
