"""For whom the pages are, in both languages; nothing sealed or hidden in what they send."""

import re

import pytest
from sqlalchemy import select

from lms.curriculum import versions
from lms.db import db, session
from lms.i18n import Language
from lms.practice import changes, corrections, reviews, selfrating, shows, tries
from lms.practice.models import Attendance, Try
from lms.practice.reviews import Jotting
from lms.records.models import Record
from tests.cast import Cast
from tests.factories.training import trainee_of
from tests.pages import Pages
from tests.practice.plays import (
    LEVEL_CHOSEN,
    OTHER_SKILL,
    SKILL,
    Play,
    attendance_of,
    begin,
    clock_at,
    key,
    rate_all,
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
    "/tries/{done.try_id}/change",
    "/tries/{done.try_id}/self/again",
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
CHANGE = "先问再讲"
MEAN = r"(?<![\d.])3\.0(?!\d)"  # of what the trainer rated, and no drawing's figure


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
    assert not LEVEL_CHOSEN.search(sent)
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
    assert not LEVEL_CHOSEN.search(sent)
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


def test_two_raters_of_one_try_are_sealed_from_each_other_until_both_have_ended(cast: Cast, pages: Pages) -> None:
    """Whatever the second can open while theirs is open: no level, mean, square, state, note or agreed change."""
    trainee_of(cast).enrolled()
    play = begin(cast, days=1)
    last = rate_all(cast, play, 3)
    reviews.rate(cast.trainer, play.review_id, [Jotting(last + 1, play.items[0], NOTE, 60)])
    second = reviews.open_review(cast.manager, play.try_id)
    session().rollback()
    before = _of_second(pages.sign_in(cast.manager), play, cast.trainee)
    stamp = pages.client.get(f"/tries/{play.try_id}/stamp").get_json()["stamp"]
    with clock_at(15, 1):
        reviews.end_review(cast.trainer, play.review_id, last + 1)
        selfrating.self_rate(cast.trainee, play.try_id, dict.fromkeys(play.items, 1), {play.items[0]: OWN_NOTE}, key())
        changes.agree_change(cast.trainer, play.try_id, CHANGE, key())
        changes.agree_change(cast.trainee, play.try_id, CHANGE, key())
    session().rollback()
    sent = _of_second(pages, play, cast.trainee)
    for secret in (NOTE, OWN_NOTE, CHANGE, MEAN):
        assert not re.search(secret, sent), secret
    assert not LEVEL_CHOSEN.search(sent), "nor is a level laid in their own rows"
    for sign in ('class="full"', 'class="tag ok"', 'class="tag'):
        assert sent.count(sign) == before.count(sign), f"{sign}: as before"
    assert not levels_in(sent)
    assert pages.client.get(f"/tries/{play.try_id}/stamp").get_json()["stamp"] != stamp, (
        "that something was done is told"
    )
    assert "3.0" in pages.sign_in(cast.trainer).get(f"/people/{cast.trainee}?skill={SKILL}").words
    taps = [tap(n, item, 0) for n, item in enumerate(play.items, start=1)]
    reviews.rate(cast.manager, second, taps)
    with clock_at(30, 1):
        reviews.end_review(cast.manager, second, len(taps))
    session().rollback()
    told = _of_second(pages.sign_in(cast.manager), play, cast.trainee)
    for now_open in (NOTE, OWN_NOTE, CHANGE, MEAN):
        assert re.search(now_open, told), now_open


def _of_second(pages: Pages, play: Play, trainee: int) -> str:
    """All that a second rater can read of a try and what follows from it, each page in one piece."""
    story = f"/people/{trainee}"
    paths = ["/", "/todo", "/team", "/practice", f"/practice/{SKILL}?person={trainee}", f"/tries/{play.try_id}"]
    paths += [f"/tries/{play.try_id}/{part}" for part in ("back", "review", "stamp")]
    paths += [story, f"{story}?skill={SKILL}", f"{story}?show=all", f"{story}?skill={SKILL}&show=last"]
    paths += [f"/people/{trainee}/decisions/new?skill={SKILL}", f"/reviews/{play.review_id}"]
    return "".join(pages.client.get(path, follow_redirects=True).get_data(as_text=True) for path in paths)


def test_every_file_holds_after_everything_has_happened(cast: Cast) -> None:
    played_all(cast)
    told = verbs(cast.trainee)
    assert {"shown", "tried", "reviewed", "self_rated", "agreed", "practised", "corrected"} <= set(told)
    assert session().scalars(select(Attendance)).all()
    assert session().scalars(select(Record)).all()
    assert attendance_of(1, cast.trainee)
