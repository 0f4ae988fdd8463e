"""Nothing that the trainee can fetch while a play goes on tells what the customer hides; after the end it is shown."""

import itertools
import re
from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.routing import Rule

from lms.curriculum.catalog import RoleCard
from lms.db import session
from lms.practice import joining, reviews, selfrating, tries, uncovering
from lms.practice.loading import card_of, load_try
from lms.practice.models import Try
from lms.practice.seats import Part
from tests.cast import Cast
from tests.pages import Page, Pages
from tests.practice.plays import OTHER_SKILL, SKILL, Play, clock_at, key, rate_all, review_of, reviewed, shown, tap


def secrets_of(card: RoleCard) -> set[str]:
    """Every sentence that only the customer may know; a few words may stand in a lesson as well."""
    texts = [card.customer, card.ends, *(text for fact in card.facts for text in (fact.fact, fact.opens, fact.closes))]
    said = {words for text in texts for words in (text.zh, text.en)}
    return {part.strip() for words in said for part in re.split(r"[“”\"\u2018\u2019'&<>]", words) if len(part) > 9}


def told(page: Page) -> str:
    """All that the answer says: body, address, and what JSON would hide behind escapes."""
    unescaped = re.sub(r"\\u([0-9a-f]{4})", lambda found: chr(int(found[1], 16)), page.text)
    return page.text + unescaped + page.location


def addresses(app: Flask, pool: dict[str, list[object]]) -> Iterator[tuple[Rule, str]]:
    to = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or set()) or rule.endpoint in ("static", "web.styleguide"):
            continue
        names = sorted(rule.arguments)
        for values in itertools.product(*(pool.get(name, [1]) for name in names)):
            yield rule, to.build(rule.endpoint, dict(zip(names, values, strict=True)))


@pytest.mark.parametrize("kind", ["live", "peer"])
def test_no_address_tells_the_trainee_what_is_hidden_before_the_end_of_the_play(
    app: Flask, cast: Cast, pages: Pages, kind: str
) -> None:
    shown(cast, days=-1, skill=OTHER_SKILL)
    with clock_at():
        made = (
            tries.start_try(cast.trainer, cast.trainee, OTHER_SKILL, key())
            if kind == "live"
            else tries.start_peer(cast.trainee, OTHER_SKILL, key())
        )
        code = joining.invite(cast.trainee, made)
        joining.join(cast.other_trainee, code, {Part.CUSTOMER})
        joining.join(cast.other_trainer, code, {Part.PEER})
        peer = reviews.open_review(cast.other_trainer, made)
        review = review_of(made, cast.trainer) if kind == "live" else peer
        card = card_of(load_try(made).row)
        assert card is not None
        uncovering.tick(cast.other_trainee, made, [tap(1, card.facts[0].id, 1, 60)])
        items = Play(made, peer).items
        reviews.rate(cast.other_trainer, peer, [tap(seq, item, 2) for seq, item in enumerate(items, start=1)])
        reviews.end_review(cast.other_trainer, peer, len(items)) if kind == "live" else None
        session().rollback()
        pool: dict[str, list[object]] = {
            "try_id": [made], "review_id": sorted({review, peer}), "person_id": [cast.trainee, cast.other_trainee],
            "skill": [OTHER_SKILL], "module": [OTHER_SKILL], "module_id": [OTHER_SKILL], "code": [code],
        }  # fmt: skip
        hidden = secrets_of(card)
        assert len(hidden) > 10
        pages.sign_in(cast.trainee)
        seen = 0
        for _rule, path in addresses(app, pool):
            for address in (path, f"{path}?person={cast.trainee}&by={peer}&show=all"):
                pages.forget()
                answer = Page(pages.client.get(address), address)
                seen += answer.status == 200
                assert not {part for part in hidden if part in told(answer)}, address
        assert seen > 20
        for path, body in ((f"/tries/{made}/uncovered", {"person": cast.trainee, "taps": []}),):
            pages.send(path, body, 404)
        for part in ("customer", "leave"):
            pages.post(f"/tries/{made}/{part}", {"fact": card.facts[0].id}, 404)
        tries.end_try(cast.trainee, made, key())
        session().rollback()
        assert card.facts[0].fact.zh.split("“")[0] in pages.get(f"/tries/{made}/self").text
        selfrating.skip_self_rating(cast.trainee, made, key())
        session().rollback()
        after = pages.get(f"/tries/{made}/back").words
    for words in ("赵敏打的勾", "没问出来", "实情不是分，检查表才是"):
        assert words in after
    assert sum(part in after for part in secrets_of(card)) > len(card.facts)


def test_who_plays_the_customer_sees_the_card_and_nothing_else_of_the_trainee(cast: Cast, pages: Pages) -> None:
    done = reviewed(cast, days=-1)
    with clock_at():
        made = tries.start_try(cast.trainer, cast.trainee, SKILL, key())
        joining.join(cast.other_trainee, joining.invite(cast.trainee, made), {Part.CUSTOMER})
        session().rollback()
        pages.sign_in(cast.other_trainee)
        assert pages.get(f"/tries/{made}", 302).location == f"/tries/{made}/customer"
        card = card_of(session().get_one(Try, made))
        assert card is not None
        page = pages.get(f"/tries/{made}/customer")
        assert page.text.count('name="fact"') == len(card.facts)
        pages.post(f"/tries/{made}/customer", {"fact": card.facts[1].id, "key": key()})
        assert list(uncovering.heard_in(made)) == [card.facts[1].id]
        ack = pages.send(
            f"/tries/{made}/uncovered",
            {"person": cast.other_trainee, "taps": [
                {"kind": "tap", "seq": 5, "item": card.facts[0].id, "level": 1, "second": 30, "tapped_at": 1},
            ]},
        ).get_json()  # fmt: skip
        assert (ack["of"], ack["saved"]) == (made, [5])
        for path in (
            f"/tries/{made}/review", f"/tries/{made}/back", f"/tries/{made}/self", f"/tries/{made}/colleagues",
            f"/tries/{made}/stamp", f"/tries/{done.try_id}", f"/reviews/{done.review_id}", f"/people/{cast.trainee}",
            f"/practice/{SKILL}?person={cast.trainee}", f"/tries/{done.try_id}/customer",
        ):  # fmt: skip
            pages.get(path, 404)
        pages.post(f"/tries/{made}/leave", {"key": key()})
        pages.get(f"/tries/{made}/customer", 404)
        pages.sign_in(cast.other_trainer).get(f"/tries/{made}/uncovered", 404)


def test_a_colleague_who_rates_reads_neither_what_was_agreed_nor_what_others_put(cast: Cast, pages: Pages) -> None:
    with clock_at():
        made = tries.start_try(cast.trainer, cast.trainee, SKILL, key())
        session().get_one(Try, made).carried_change = "先听十分钟"
        session().commit()
        code = joining.invite(cast.trainer, made)
        pages.sign_in(cast.other_trainee)
        assert "扫一扫" not in pages.get(f"/join/{code}").words
        pages.post(f"/join/{code}", {"part": "peer", "key": key()})
        page = pages.get(f"/tries/{made}/review")
        assert "先听十分钟" not in page.words
        assert "data-live" in page.text
        own = review_of(made, cast.other_trainee)
        items = Play(made, own).items
        form = {**dict.fromkeys(items, "1"), "key": key()}
        assert pages.post(f"/reviews/{own}/end", form).location == f"/reviews/{own}"
        assert "当面说给李文听" in pages.get(f"/reviews/{own}").words
        trainers = Play(made, review_of(made, cast.trainer))
        reviews.end_review(cast.trainer, trainers.review_id, rate_all(cast, trainers))
        selfrating.skip_self_rating(cast.trainee, made, key())
        session().rollback()
        for path in (f"/reviews/{trainers.review_id}", f"/tries/{made}/back", f"/tries/{made}/customer"):
            pages.get(path, 404)
        assert pages.get(f"/tries/{made}", 302).location == f"/reviews/{own}"
        assert "同事" in pages.sign_in(cast.trainee).get(f"/tries/{made}/back").words
        page = pages.get(f"/tries/{made}/back?by={own}")
        assert "不算评阅" in page.words
        assert 'id="one-thing"' not in page.text


def test_a_code_that_opens_nothing_is_said_so_and_guessing_has_to_wait(cast: Cast, pages: Pages) -> None:
    pages.sign_in(cast.other_trainee)
    pages.post("/join", {"code": "", "key": key()}, 422)
    assert pages.post("/join", {"code": " abc-def ", "key": key()}).location == "/join/ABCDEF"
    for _guess in range(joining.FREE_GUESSES + 1):
        assert "打不开" in pages.get("/join/ABCDEF", 404).words
    answer = pages.get("/join/ABCDEF", 429)
    assert "试得太多" in answer.words
    assert int(answer.response.headers["Retry-After"]) >= 1


def test_the_trainer_sees_the_same_ticks_and_ticks_where_nobody_plays_the_customer(cast: Cast, pages: Pages) -> None:
    with clock_at():
        made = tries.start_try(cast.trainer, cast.trainee, SKILL, key())
        session().rollback()
        pages.sign_in(cast.trainer)
        assert not re.search(r'name="fact"[^>]* disabled', pages.get(f"/tries/{made}/review").text)
        page = pages.post(f"/tries/{made}/colleagues", {"key": key()})
        assert re.search(r"<code>[A-Z0-9]{6}</code>", pages.get(page.location).text)
        card = card_of(session().get_one(Try, made))
        assert card is not None
        joining.join(cast.other_trainee, joining.invite(cast.trainer, made), {Part.CUSTOMER})
        uncovering.tick(cast.other_trainee, made, [tap(1, card.facts[0].id, 1, 61)])
        session().rollback()
        page = pages.get(f"/tries/{made}/review")
        assert len(re.findall(r'name="fact"[^>]* disabled', page.text)) == len(card.facts)
        assert "赵敏演客户" in page.words
        assert "01:01" in page.words
        assert pages.get(f"/tries/{made}/uncovered").response.get_json() == {
            "heard": {card.facts[0].id: 61}, "played": True, "over": False,
        }  # fmt: skip
