"""The practice pages: for whom they are, in both languages; nothing sealed or hidden in what they send."""

import re
from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import select, text

from lms.curriculum import versions
from lms.db import db, session, transaction
from lms.i18n import Language
from lms.people.models import SignIn
from lms.practice import changes, corrections, facts, reviews, selfrating, shows, tries
from lms.practice.models import Attendance, Change, Review, Try
from lms.practice.reading import practice_of
from lms.practice.reviews import Jotting
from lms.practice.rules import ShowStanding, levels_at
from lms.records.models import Correction, Record
from tests.cast import Cast
from tests.pages import Pages, queries
from tests.practice.plays import (
    OTHER_SKILL,
    SKILL,
    Play,
    at,
    attendance_of,
    begin,
    clock_at,
    key,
    rate_all,
    review_of,
    reviewed,
    self_rated,
    shown,
    tap,
    verbs,
)

LANGUAGES = list(Language)


def played_all(cast: Cast) -> dict[str, object]:
    """One of everything that a page can show, and its address's parts."""
    attendance = shown(cast)
    done = reviewed(cast, levels=1)
    self_rated(cast, done)
    changes.agree_change(cast.trainee, done.try_id, "先听十分钟", key())
    changes.agree_change(cast.trainer, done.try_id, "先听十分钟", key())
    wrong = reviewed(cast, days=1)
    mended = corrections.correct_rating(cast.trainer, wrong.review_id, {wrong.items[0]: 0}, "点错了", key())
    waiting = begin(cast, days=2)
    with clock_at(15, 2):
        tries.end_try(cast.trainee, waiting.try_id, key())
    gone = shown(cast, days=2)
    shows.correct_show(cast.trainer, gone, "没有这回事", key())
    solo = tries.log_solo(cast.trainee, SKILL, key())
    live = begin(cast, days=3, skill=OTHER_SKILL)
    session().rollback()
    return {
        "attendance": attendance, "gone": gone, "done": done, "wrong": wrong, "mended": mended, "waiting": waiting,
        "solo": solo, "live": live,
    }  # fmt: skip


TRAINEES = [
    "/practice",
    f"/practice/{SKILL}",
    "/shows/{attendance}",
    "/shows/{gone}",
    "/tries/{live.try_id}",
    "/tries/{waiting.try_id}/self",
    "/tries/{done.try_id}/back",
    "/reviews/{done.review_id}",
    "/tries/{live.try_id}/call-off",
    f"/practice/{SKILL}/script",
]
TRAINERS = [
    "/practice",
    f"/practice/{SKILL}?person={{trainee}}",
    "/shows/new",
    f"/shows/new?skill={OTHER_SKILL}&person={{trainee}}",
    "/shows/{attendance}",
    "/shows/{gone}",
    "/shows/{attendance}/correct",
    "/tries/{live.try_id}/review",
    "/tries/{done.try_id}/back",
    "/tries/{wrong.try_id}/back",
    "/reviews/{wrong.review_id}",
    "/reviews/{mended}",
    "/reviews/{mended}/correct",
    "/tries/{live.try_id}/call-off",
    f"/practice/{SKILL}/script",
]
FORWARDED = {
    "trainee": {
        "/tries/{done.try_id}": "/tries/{done.try_id}/back",
        "/tries/{waiting.try_id}": "/tries/{waiting.try_id}/self",
        "/tries/{wrong.try_id}/back": "/tries/{wrong.try_id}",
        "/tries/{done.try_id}/self": "/tries/{done.try_id}",
    },
    "trainer": {
        "/tries/{live.try_id}": "/tries/{live.try_id}/review",
        "/tries/{done.try_id}": "/tries/{done.try_id}/back",
        "/tries/{done.try_id}/review": "/tries/{done.try_id}/back",
        "/tries/{live.try_id}/back": "/tries/{live.try_id}",
    },
}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pages_of_a_trainee(cast: Cast, pages: Pages, language: Language) -> None:
    parts = played_all(cast)
    pages.sign_in(cast.trainee, language)
    for path in TRAINEES:
        pages.get(path.format(**parts))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", ["trainer", "manager"])
def test_the_pages_of_who_teaches(cast: Cast, pages: Pages, who: str, language: Language) -> None:
    parts = played_all(cast)
    pages.sign_in(cast.roles()[who], language)
    for path in TRAINERS:
        if who == "manager" and path == "/tries/{live.try_id}/review":
            assert "review" in pages.get(path.format(**parts)).text  # asked to open a review of their own
            continue
        pages.get(path.format(trainee=cast.trainee, **parts))


@pytest.mark.parametrize("who", ["trainee", "trainer"])
def test_a_page_that_is_not_the_one_to_look_at_leads_on(cast: Cast, pages: Pages, who: str) -> None:
    parts = played_all(cast)
    pages.sign_in(cast.roles()[who])
    for path, there in FORWARDED[who].items():
        assert pages.get(path.format(**parts), 302).location == there.format(**parts)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", ["trainee", "trainer", "manager", "other_trainer"])
def test_the_practice_page_before_anything_has_happened(cast: Cast, pages: Pages, who: str, language: Language) -> None:
    pages.sign_in(cast.roles()[who], language).get("/practice")
    if who != "other_trainer":
        pages.get(f"/practice/{SKILL}?person={cast.trainee}")


def dump() -> dict[str, list[object]]:
    """All that is in the database but what sign-in keeps."""
    session().rollback()
    tables = [table for table in db.metadata.sorted_tables if table.name not in ("sign_in", "person")]
    return {t.name: sorted(map(repr, session().execute(select(t)).all())) for t in tables}


READ = [
    "/practice/telephone-selling?person={trainee}", "/shows/{attendance}", "/shows/{attendance}/correct",
    "/tries/{done.try_id}", "/tries/{done.try_id}/stamp", "/tries/{live.try_id}/call-off",
    "/tries/{waiting.try_id}/self", "/tries/{live.try_id}/review", "/tries/{done.try_id}/back",
    "/reviews/{done.review_id}", "/reviews/{done.review_id}/correct",
]  # fmt: skip
WRITTEN = {
    "/shows/{attendance}/answer": {"seen": "yes"},
    "/shows/{attendance}/correct": {"what": "never", "why": "No"},
    "/practice/telephone-selling/start": {"person": "{trainee}", "client_id": "abcdefgh"},
    "/practice/alone/{solo}/undo": {},
    "/tries/{live.try_id}/end": {},
    "/tries/{live.try_id}/call-off": {"why": "No"},
    "/tries/{waiting.try_id}/self": {},
    "/tries/{waiting.try_id}/self/skip": {},
    "/tries/{live.try_id}/review": {},
    "/tries/{done.try_id}/back": {"text": "No"},
    "/reviews/{live.review_id}/end": {},
    "/reviews/{done.review_id}/correct": {"why": "No"},
}


@pytest.mark.parametrize("who", ["other_trainer", "other_trainee", "admin"])
def test_a_stranger_finds_nothing_and_changes_nothing(cast: Cast, pages: Pages, who: str) -> None:
    parts = {"trainee": cast.trainee, **played_all(cast)}
    pages.sign_in(cast.roles()[who])
    before = dump()
    for path in READ:
        pages.get(path.format(**parts), 404)
    for path, form in WRITTEN.items():
        sent = {name: value.format(**parts) for name, value in form.items()}
        pages.post(path.format(**parts), {"key": key(), **sent}, 404)
    live = parts["live"]
    assert isinstance(live, Play)
    pages.send(f"/reviews/{live.review_id}/taps", {"person": cast.roles()[who], "taps": []}, 404)
    pages.send(f"/reviews/{live.review_id}/end", {"end_seq": 1, "second": 1}, 404)
    pages.get("/shows/999999", 404)
    pages.get("/tries/999999/back", 404)
    pages.get("/reviews/999999", 404)
    assert dump() == before


def test_a_trainee_has_no_business_on_the_pages_of_trainers(cast: Cast, pages: Pages) -> None:
    parts = played_all(cast)
    pages.sign_in(cast.trainee)
    for path in ("/shows/new", "/shows/{attendance}/correct", "/tries/{live.try_id}/review",
                 "/reviews/{done.review_id}/correct", "/practice/no-such", "/practice/no-such/script"):  # fmt: skip
        pages.get(path.format(**parts), 404)


def test_the_script_is_read_by_who_teaches_and_by_who_was_shown_it(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainee).get(f"/practice/{SKILL}/script", 404)
    shown(cast)
    pages.sign_in(cast.trainee).get(f"/practice/{SKILL}/script")
    pages.sign_in(cast.admin).get(f"/practice/{SKILL}/script", 404)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_hidden_facts_are_never_in_what_a_trainee_is_sent_before_the_end(
    cast: Cast, pages: Pages, language: Language
) -> None:
    play = begin(cast)
    card = versions.thaw_card(versions.body_of(session().get_one(Try, play.try_id).card_hash))  # type: ignore[arg-type]
    hidden = [card.customer, card.ends, *(part for f in card.facts for part in (f.fact, f.opens, f.closes))]
    words = [piece for part in hidden for piece in (part.zh, part.en, part.zh[:12], part.en[:24])]
    session().rollback()
    pages.sign_in(cast.trainee, language)
    sent = pages.get(f"/tries/{play.try_id}").text
    assert card.goal.in_(language)[:10] in sent
    for path in ("/practice", f"/practice/{SKILL}", f"/tries/{play.try_id}/stamp", f"/tries/{play.try_id}/call-off"):
        sent += pages.client.get(path).get_data(as_text=True)
    assert [piece for piece in words if piece in sent] == []
    trainers = pages.sign_in(cast.trainer, language).get(f"/tries/{play.try_id}/review").text
    assert card.facts[0].opens.in_(language)[:10] in trainers


NOTE = "只有教练知道的话"
OWN_NOTE = "只有自己知道的话"


def everything(pages: Pages, play: Play) -> str:
    """All that a person is sent about a try, whatever it is answered with."""
    paths = ["/practice", f"/practice/{SKILL}", f"/practice/{SKILL}?person=1", f"/tries/{play.try_id}"]
    paths += [f"/tries/{play.try_id}/{part}" for part in ("back", "self", "review", "stamp")]
    paths += [f"/reviews/{n}" for n in range(1, 6)]
    return "".join(pages.client.get(path, follow_redirects=True).get_data(as_text=True) for path in paths)


def levels_in(sent: str) -> set[str]:
    """Names of people on a level of the two people's line."""
    return set(re.findall(r'class="who[^"]*"', sent))


def test_the_trainers_levels_are_sealed_from_the_trainee_until_they_have_rated_or_skipped(
    cast: Cast, pages: Pages
) -> None:
    play = begin(cast)
    last = rate_all(cast, play, 3)
    reviews.rate(cast.trainer, play.review_id, [Jotting(last + 1, play.items[0], NOTE, 60)])
    with clock_at(15):
        reviews.end_review(cast.trainer, play.review_id, last + 1)
    session().rollback()
    sent = everything(pages.sign_in(cast.trainee), play)
    assert NOTE not in sent
    assert not levels_in(sent)
    assert 'class="full"' not in sent, "nor a square that says it held"
    assert not re.search(r"\schecked", sent)
    pages.get(f"/reviews/{play.review_id}", 404)
    selfrating.skip_self_rating(cast.trainee, play.try_id, key())
    session().rollback()
    assert NOTE in everything(pages, play)
    assert 'class="full"' in everything(pages, play)


@pytest.mark.parametrize("who", ["trainer", "manager"])
def test_the_self_rating_is_sealed_from_who_teaches_until_they_have_ended(cast: Cast, pages: Pages, who: str) -> None:
    play = begin(cast)
    with clock_at(14):
        tries.end_try(cast.trainee, play.try_id, key())
    own = selfrating.self_rate(
        cast.trainee, play.try_id, dict.fromkeys(play.items, 3), {play.items[0]: OWN_NOTE}, key()
    )
    session().rollback()
    sent = everything(pages.sign_in(cast.roles()[who]), play)
    assert OWN_NOTE not in sent
    assert not re.search(r"\schecked", sent)
    pages.get(f"/reviews/{own}", 404)
    reviews.end_review(cast.trainer, play.review_id, rate_all(cast, play))
    session().rollback()
    assert OWN_NOTE in everything(pages, play)
    pages.get(f"/reviews/{own}")


def test_a_second_rater_reads_nothing_of_the_first_before_they_have_ended(cast: Cast, pages: Pages) -> None:
    play = reviewed(cast)
    reviews.open_review(cast.manager, play.try_id)
    session().rollback()
    pages.sign_in(cast.manager).get(f"/reviews/{play.review_id}", 404)
    assert pages.get(f"/tries/{play.try_id}/back", 302).location == f"/tries/{play.try_id}"


# Shows


def test_a_trainer_enters_a_show_for_one_save(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainer)
    form = {"skill": SKILL, "people": cast.trainee, "mode": "clip", "happened": "2026-11-16T09:30", "key": key()}
    assert pages.post("/shows/new", form).location == "/practice"
    pages.post("/shows/new", form)
    view = practice_of([cast.trainee])[cast.trainee].shows
    assert [(show.mode, show.happened_at) for show in view] == [("clip", at(-30))]
    pages.get("/practice")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"people": []}, "people"),
        ({"happened": "2099-01-01T09:30"}, "happened"),
        ({"happened": "gestern"}, "happened"),
        ({"skill": ""}, "skill"),
    ],
)
def test_a_show_that_cannot_be_entered_keeps_all_that_was_chosen(
    cast: Cast, pages: Pages, language: Language, change: dict[str, object], field: str
) -> None:
    pages.sign_in(cast.trainer, language)
    form: dict[str, object] = {"skill": OTHER_SKILL, "people": cast.trainee, "mode": "clip",
                               "happened": "2026-11-16T09:30", "key": key(), **change}  # fmt: skip
    page = pages.post("/shows/new", form, 422)
    assert f'id="{field}-error"' in page.text
    assert 'value="clip" checked' in page.text or 'checked id="mode-1"' in page.text or "checked" in page.text
    assert verbs(cast.trainee) == []


def test_the_trainee_answers_a_show_by_one_tap_or_with_words(cast: Cast, pages: Pages) -> None:
    first, second = shown(cast), shown(cast, days=1)
    session().rollback()
    pages.sign_in(cast.trainee)
    assert "看到了" in pages.get("/practice").text
    pages.post(f"/shows/{first}/answer", {"seen": "yes", "key": key()})
    pages.post(f"/shows/{second}/answer", {"seen": "no", "comment": "在接电话", "key": key()})
    standings = {show.id: (show.standing, show.comment) for show in practice_of([cast.trainee])[cast.trainee].shows}
    assert standings == {first: (ShowStanding.CONFIRMED, ""), second: (ShowStanding.NOT_SEEN, "在接电话")}
    pages.post(f"/shows/{second}/answer", {"seen": "yes", "key": key()}, 409)
    page = pages.post(f"/shows/{shown(cast, days=2)}/answer", {"seen": "no", "comment": "很" * 501, "key": key()}, 422)
    assert "很" * 501 in page.text, "what was typed is kept"


def test_a_trainer_corrects_a_show_in_two_taps_and_a_reason(cast: Cast, pages: Pages) -> None:
    attendance = shown(cast)
    session().rollback()
    pages.sign_in(cast.trainer)
    address = f"/shows/{attendance}/correct"
    for form in ({"why": "取消了"}, {"what": "never", "why": ""}, {"what": "time", "why": "x", "happened": ""}):
        page = pages.post(address, {"key": key(), **form}, 422)
        assert "error-summary" in page.text
    assert pages.post(address, {"what": "never", "why": "取消了", "key": key()}).location == f"/shows/{attendance}"
    page = pages.get(f"/shows/{attendance}")
    assert "取消了" in page.words
    assert "陈静" in page.words
    assert "取消了" in pages.sign_in(cast.trainee).get(f"/practice/{SKILL}").words
    assert session().scalars(select(Correction.replacement_id)).one() is None


def test_a_show_at_another_time_is_corrected_on_its_page(cast: Cast, pages: Pages) -> None:
    attendance = shown(cast)
    session().rollback()
    form = {"what": "time", "happened": "2026-11-16T08:00", "why": "早一点", "key": key()}
    pages.sign_in(cast.trainer).post(f"/shows/{attendance}/correct", form)
    assert [show.happened_at for show in practice_of([cast.trainee])[cast.trainee].shows] == [at(-120)]
    pages.get(f"/shows/{attendance}")


# Tries


def client_id(text_of_page: str) -> str:
    found = re.search(r'name="client_id"[^>]*value="([^"]+)"', text_of_page)
    assert found
    return found.group(1)


def test_a_trainee_starts_and_ends_a_try(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainee)
    page = pages.get(f"/practice/{SKILL}")
    form = {"client_id": client_id(page.text), "person": cast.trainee, "trainer": cast.trainer, "key": key()}
    there = pages.post(f"/practice/{SKILL}/start", form).location
    assert pages.post(f"/practice/{SKILL}/start", form).location == there, "a double click starts one try"
    pages.get(there)
    assert review_of(int(there.split("/")[-1]), cast.trainer)
    pages.post(f"{there}/end", {"key": key()})
    assert pages.get(there, 302).location == f"{there}/self"
    pages.get("/practice")


def test_a_trainer_starts_a_try_and_is_in_its_review(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainer)
    page = pages.get(f"/practice/{SKILL}?person={cast.trainee}")
    form = {"client_id": client_id(page.text), "person": cast.trainee, "key": key()}
    there = pages.post(f"/practice/{SKILL}/start", form).location
    assert pages.get(there, 302).location == f"{there}/review"
    pages.get(f"{there}/review")


def test_a_start_that_is_refused_says_why(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainee)
    form = {"client_id": "abcdefgh", "person": cast.trainee, "trainer": cast.other_trainer, "key": key()}
    assert "error-summary" in pages.post(f"/practice/{SKILL}/start", form, 422).text
    assert session().scalars(select(Try)).all() == []


def test_practice_alone_is_logged_by_one_tap_and_undone_by_another(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.trainee)
    pages.post(f"/practice/{SKILL}/alone", {"key": key()})
    page = pages.get("/practice")
    undo = re.search(r'action="(/practice/alone/\d+/undo)"', page.text)
    assert undo
    pages.post(undo.group(1), {})
    assert verbs(cast.trainee) == ["practised", "corrected"]
    pages.post(undo.group(1), {})
    assert "更正" in pages.get("/practice").words
    pages.get(f"/practice/{SKILL}")


def test_a_try_is_called_off_with_a_reason(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    session().rollback()
    pages.sign_in(cast.trainee)
    assert "error-summary" in pages.post(f"/tries/{play.try_id}/call-off", {"why": " ", "key": key()}, 422).text
    pages.post(f"/tries/{play.try_id}/call-off", {"why": "选错技能", "key": key()})
    pages.get(f"/tries/{play.try_id}")
    assert "选错技能" in pages.get(f"/practice/{SKILL}").words
    pages.sign_in(cast.trainer).get(f"/tries/{play.try_id}/review", 302)


# Reviews


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
    assert page.text.count(" checked") == 5
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_self_rating_that_misses_rows_keeps_everything(cast: Cast, pages: Pages, language: Language) -> None:
    play = reviewed(cast)
    session().rollback()
    pages.sign_in(cast.trainee, language)
    form = {**dict.fromkeys(play.items[:4], "3"), f"note-{play.items[1]}": "我当时慌了", "key": key()}
    page = pages.post(f"/tries/{play.try_id}/self", form, 422)
    assert page.text.count(" checked") == 4
    assert "我当时慌了" in page.text
    assert page.text.count(f'href="#item-{play.items[5]}"') == 1
    full = {**dict.fromkeys(play.items, "3"), f"note-{play.items[1]}": "我当时慌了", "key": key()}
    assert pages.post(f"/tries/{play.try_id}/self", full).location == f"/tries/{play.try_id}/back"
    assert "我当时慌了" in pages.get(f"/tries/{play.try_id}/back").words


def test_a_trainee_skips_rating_themself(cast: Cast, pages: Pages) -> None:
    play = reviewed(cast)
    session().rollback()
    pages.sign_in(cast.trainee).post(f"/tries/{play.try_id}/self/skip", {"key": key()})
    assert "跳过" in pages.get(f"/tries/{play.try_id}/back").words
    assert "跳过" in pages.sign_in(cast.trainer).get(f"/tries/{play.try_id}/back").words


def test_without_a_self_rating_the_page_says_so_and_goes_on(cast: Cast, pages: Pages) -> None:
    play = reviewed(cast)
    session().rollback()
    page = pages.sign_in(cast.trainer).get(f"/tries/{play.try_id}/back")
    assert "还没自评" in page.words
    pages.post(f"/tries/{play.try_id}/back", {"text": "先听", "seen": "", "key": key()})
    assert session().scalars(select(Change.text)).one() == "先听"


def test_a_trainee_who_has_rated_waits_for_the_trainer(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    tries.end_try(cast.trainee, play.try_id, key())
    self_rated(cast, play)
    session().rollback()
    assert "还没评完" in pages.sign_in(cast.trainee).get(f"/tries/{play.try_id}/back").words


def both_rated(cast: Cast) -> Play:
    play = begin(cast)
    items = play.items
    rate_all(cast, play, {items[0]: 0, items[1]: 3})
    with clock_at(15):
        reviews.end_review(cast.trainer, play.review_id, len(items))
    self_rated(cast, play)
    session().rollback()
    return play


def test_rows_that_differ_come_first_and_the_rest_is_one_counted_line(cast: Cast, pages: Pages) -> None:
    play = both_rated(cast)
    page = pages.sign_in(cast.trainer).get(f"/tries/{play.try_id}/back")
    assert "先看不一样的 2 条" in page.words or "先看不一样的2条" in page.words
    assert "一样的7条：做到7" in page.words
    assert page.text.index("people") < page.text.index("fold")
    english = pages.sign_in(cast.trainee, Language.EN).get(f"/tries/{play.try_id}/back").words
    assert "First the 2 rows that differ" in english
    assert "The same on 7: Done 7" in english


def test_the_two_agree_on_one_change_and_it_is_the_first_line_of_the_next_try(cast: Cast, pages: Pages) -> None:
    play = both_rated(cast)
    back = f"/tries/{play.try_id}/back"
    assert pages.sign_in(cast.trainee).post(back, {"text": "", "seen": "", "key": key()}, 422)
    pages.post(back, {"text": "先听十分钟", "seen": "", "key": key()})
    page = pages.sign_in(cast.trainer).get(back)
    assert "先听十分钟" in page.text
    assert "李文同意" in page.words
    pages.post(back, {"text": "问到一个数", "seen": "先听十分钟", "key": key()})
    assert session().scalars(select(Change.trainee_agreed_at)).one() is None
    session().rollback()
    refused = pages.sign_in(cast.trainee).post(back, {"text": "先听十分钟", "seen": "先听十分钟", "key": key()}, 422)
    assert "问到一个数" in refused.words
    pages.post(back, {"text": "问到一个数", "seen": "问到一个数", "key": key()})
    assert verbs(cast.trainee)[-1] == "agreed"
    session().rollback()
    pages.get(back)
    running = begin(cast, days=1)
    session().rollback()
    assert "问到一个数" in pages.get(f"/tries/{running.try_id}").words
    assert "问到一个数" in pages.sign_in(cast.trainer).get(f"/tries/{running.try_id}/review").words


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
    pages.get(f"/reviews/{play.review_id}")
    pages.get(f"/tries/{play.try_id}/review")


def test_taps_after_the_end_are_told_to_the_rater(cast: Cast, pages: Pages) -> None:
    play = both_rated(cast)
    reviews.rate(cast.trainer, play.review_id, [tap(10, play.items[0], 3)])
    session().rollback()
    assert "结束以后又点了1下" in pages.sign_in(cast.trainer).get(f"/tries/{play.try_id}/back").words


def test_a_stamp_changes_when_the_other_has_done_something_and_tells_nothing(cast: Cast, pages: Pages) -> None:
    play = begin(cast)
    session().rollback()
    pages.sign_in(cast.trainee)

    def stamp() -> str:
        answer = pages.client.get(f"/tries/{play.try_id}/stamp").get_json()
        assert set(answer) == {"stamp"}
        return str(answer["stamp"])

    first = stamp()
    reviews.rate(cast.trainer, play.review_id, [tap(1, play.items[0], 3)])
    session().rollback()
    assert stamp() == first, "a tap is nobody else's business"
    rate_all(cast, play)
    reviews.end_review(cast.trainer, play.review_id, 9)
    session().rollback()
    assert stamp() != first


def test_pages_cost_as_many_statements_for_many_tries_as_for_few(cast: Cast, pages: Pages) -> None:
    for day in range(3):
        reviewed(cast, days=day)
    session().rollback()
    pages.sign_in(cast.trainee)
    few = _statements(lambda: pages.get("/practice"))
    for day in range(3, 12):
        reviewed(cast, days=day)
    session().rollback()
    assert _statements(lambda: pages.get("/practice")) <= few
    assert few <= 20


def _statements(act: Callable[[], object]) -> int:
    with queries(200) as seen:
        act()
    return len(seen)


def test_every_file_holds_after_everything_has_happened(cast: Cast) -> None:
    played_all(cast)
    told = verbs(cast.trainee)
    assert {"shown", "tried", "reviewed", "self_rated", "agreed", "practised", "corrected"} <= set(told)
    assert session().scalars(select(Attendance)).all()
    assert session().scalars(select(Record)).all()
    assert attendance_of(1, cast.trainee)
