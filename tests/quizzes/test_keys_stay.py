"""The key of an item leaves the server only when its answer is confirmed: every response before is the same without it.

Each item of the shipped pools is asked twice: as it is, and as its twin with another key and other words for all that
explains it. What a page, a script or a redirect is told must be equal to the letter, whatever the key is.
"""

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import chain
from random import Random
from typing import Any

import pytest
from flask import Flask
from werkzeug.test import TestResponse

from lms.config import ROOT
from lms.curriculum import edition
from lms.curriculum.frozen import freeze, hash_of
from lms.db import transaction
from lms.i18n import Language, Text
from lms.ops.demo.answers import answer_to
from lms.questions.kinds import kind_of
from lms.questions.kinds.open_answer import Criterion
from lms.questions.kinds.short_text import Forms
from lms.questions.question import Question
from lms.quizzes import service
from lms.quizzes.rules import Drawn, Mode
from tests.cast import Cast
from tests.pages import Pages

NEVER = Text(zh="别处也没有的一句话。", en="A sentence that stands nowhere else.")
OF_ONE_REQUEST = re.compile(  # tokens, keys of forms, the reference of a refusal
    r'(name="(?:csrf-token|csrf_token|key)"[^>]*?(?:content|value)="|"reference":")[^"]*'
)
pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)  # what is told is read alike from both
LANGUAGES = tuple(Language)
AROUND = (
    "/", "/courses", "/progress", "/recall", "/practice", "/quizzes/telephone-selling", "/quizzes/first-visit",
    "/items", "/items/telephone-selling", "/items/telephone-selling.csv", "/csrf",
)  # fmt: skip


@cache
def pools() -> dict[str, tuple[str, Question]]:
    """By id every item that is shipped, with its module."""
    found = {q.id: (str(m.id), q) for m in edition.catalog().modules.values() for q in m.pool.questions}
    assert len({module for module, _question in found.values()}) > 1
    return found


def withheld(value: object, name: str = "") -> Iterator[str]:
    """The sentences of an item's body that only an explanation may say, in both languages."""
    match value:
        case Text() if name in ("feedback", "grades", "model", "criteria"):
            yield from (value.zh, value.en)
        case Criterion():
            yield from withheld(value.text, "criteria")
        case tuple():
            yield from chain.from_iterable(withheld(one, name) for one in value)
        case Mapping():
            yield from chain.from_iterable(withheld(one, name) for one in value.values())
        case _ if is_dataclass(value):
            yield from chain.from_iterable(withheld(getattr(value, one.name), one.name) for one in fields(value))


def reworded(value: Any, name: str = "") -> Any:
    """The same with other words wherever something is withheld, the forms of a short answer among it."""
    match value:
        case Text():
            return NEVER if name in ("feedback", "grades", "model", "criteria") else value
        case Criterion():
            return replace(value, text=NEVER)
        case Forms():
            return Forms(("别的",), ("something else",))
        case tuple():
            return tuple(reworded(one, name) for one in value)
        case Mapping():
            return {key: reworded(one, name) for key, one in value.items()}
        case _ if is_dataclass(value):
            changed = {one.name: reworded(getattr(value, one.name), one.name) for one in fields(value)}
            return replace(value, **changed)  # type: ignore[type-var]
    return value


def twin_of(question: Question) -> Question:
    """The item with another key; that a number of options is to be chosen stands in its words, so it stays."""
    body = reworded(question.body)
    beside = answer_to(question, kind_of(question).order(body, Random(1)), right=False)
    match question.kind:
        case "single" | "true-false":
            change: dict[str, Any] = {"answer": beside["chosen"][0]}
        case "multiple":
            change = {"answer": tuple(beside["chosen"])}
        case "ordering":
            change = {"answer": tuple(beside["order"])}
        case "matching":
            change = {"answer": {name.removeprefix("match."): given[0] for name, given in beside.items()}}
        case "numeric":
            slips = tuple(replace(one, value=one.value * 7 + 1) for one in body.mistakes)
            change = {"answer": body.answer * 3 + 1, "tolerance": 0.25, "mistakes": slips, "units": ("x",)}
        case "hotspot":
            change = {"answer": int(beside["line"][0]), "lines": ()}
        case "vignette":
            change = {"answer": beside["grade"][0], "also": ""}
        case _:
            change = {}
    if hasattr(body, "reason"):
        change["reason"] = next(one.id for one in body.reasons if one.id != body.reason)
    other = replace(question, body=replace(body, **change))
    return replace(other, hash=hash_of(freeze(other)))


def test_every_item_has_a_twin_that_takes_another_answer_and_explains_it_otherwise(app: Flask) -> None:
    for _module, question in pools().values():
        twin = twin_of(question)
        key = kind_of(question).key(question.body)
        assert twin.hash != question.hash
        assert list(withheld(question.body)), question.id
        assert set(withheld(twin.body)) == {NEVER.zh, NEVER.en}, question.id
        assert kind_of(twin).by_trainer or (kind_of(twin).score(twin.body, key) or 0) < 1, question.id


class Both:
    """One attempt at all items and one at all their twins, by one person; each is fetched as the other is."""

    def __init__(self, cast: Cast, pages: Pages, mode: Mode) -> None:
        self.pages, self.person = pages, cast.trainee
        self.items = list(pools().values())
        drawn = tuple(Drawn(q.id, tuple(kind_of(q).order(q.body, Random(n)))) for n, (_, q) in enumerate(self.items))
        twins = {question.id: (module, twin_of(question)) for module, question in self.items}
        module = "" if mode is Mode.RECALL else self.items[0][0]
        with transaction():
            self.attempt, self.twin = (
                service.begin(cast.trainee, module, mode, 0, drawn, asked) for asked in (dict(pools()), twins)
            )
        self.order = {question.id: list(one.order) for (_, question), one in zip(self.items, drawn, strict=True)}
        self.seen: list[str] = []

    def get(self, path: str) -> str:
        """What both are told, the attempt's number left out. path: with {} for it."""
        return self._same(lambda client, attempt: client.get(path.format(attempt)))

    def send(self, path: str, body: Mapping[str, object]) -> str:
        headers = {"Accept": "application/json", "X-CSRFToken": self.pages.token()}
        return self._same(lambda client, attempt: client.post(path.format(attempt), json=body, headers=headers))

    def post(self, path: str, data: Mapping[str, object]) -> str:
        values = {"csrf_token": self.pages.token(), **data}
        return self._same(lambda client, attempt: client.post(path.format(attempt), data=values))

    def look(self, path: str) -> None:
        """Fetch what is not of one of the attempts."""
        self.pages.forget()
        self.seen.append(html.unescape(self.pages.client.get(path).get_data(as_text=True)))

    def _same(self, ask: Any) -> str:
        told = []
        for attempt in (self.attempt, self.twin):
            self.pages.forget()
            told.append(self._told(ask(self.pages.client, attempt), attempt))
        assert told[0] == told[1]
        self.seen.append(html.unescape(told[0]))
        return told[0]

    def _told(self, response: TestResponse, attempt: int) -> str:
        said = f"{response.status_code} {response.headers.get('Location', '')}\n{response.get_data(as_text=True)}"
        without = OF_ONE_REQUEST.sub(r"\1", said).replace(f"/attempts/{attempt}", "/attempts/N")
        return without.replace(f'data-quiz="{attempt}"', "")

    def ask_everything(self, page: str, again: int) -> None:
        """Every page at every item, and what a script is told. page: of one item; again: makes what is saved newer."""
        for position, (_module, question) in enumerate(self.items, 1):
            path = page.format(position=position)
            self.get(path)
            right = again % 2 == 0 and not kind_of(question).by_trainer  # a model answer would be told as one's own
            key = answer_to(question, self.order[question.id], right=right)
            self.send(f"/attempts/{{}}/{position}/answer", {"seq": again, "device": "d", "answer": key})
            self.send(f"/attempts/{{}}/{position}/answer", {"seq": again, "device": "d", "answer": {"no": ["x"]}})
            self.post(f"/attempts/{{}}/{position}", {})
        for path in ("/attempts/{}", "/attempts/{}/answers", "/attempts/{}/result", page.format(position=1)):
            self.get(path)

    def told_too_early(self) -> list[str]:
        everything = "\n".join(self.seen)
        return [one for _module, question in self.items for one in withheld(question.body) if one in everything]


@pytest.mark.slow
@pytest.mark.parametrize("mode", list(Mode))
def test_no_response_before_the_answer_depends_on_the_key(cast: Cast, pages: Pages, mode: Mode) -> None:
    both = Both(cast, pages, mode)
    languages = LANGUAGES[:1] if mode is Mode.RECALL else LANGUAGES  # its pages are those of practice
    for again, language in enumerate(languages, 1):
        pages.sign_in(cast.trainee, language)
        both.ask_everything("/attempts/{{}}/{position}", again)
        for path in AROUND:
            both.look(path)
        for module, question in both.items[::7]:
            both.look(f"/items/{module}/{question.id}/ask")
    assert both.told_too_early() == []


def test_in_practice_only_the_confirmed_item_is_explained(cast: Cast, pages: Pages) -> None:
    both = Both(cast, pages, Mode.PRACTICE)
    confirmed = both.items[0][1]
    pages.sign_in(cast.trainee)
    key = answer_to(confirmed, both.order[confirmed.id], right=True)
    pages.post(f"/attempts/{both.attempt}/1", {f"1:{name}": values for name, values in key.items()})
    told = "\n".join(
        html.unescape(pages.client.get(path.format(both.attempt)).get_data(as_text=True))
        for path in ("/", "/attempts/{}", "/attempts/{}/answers", "/attempts/{}/1", "/attempts/{}/2", "/attempts/{}/3")
    )
    explained = {question.id for _m, question in both.items if any(one in told for one in withheld(question.body))}
    assert explained == {confirmed.id}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_check_explains_everything_once_it_has_ended(cast: Cast, pages: Pages, language: Language) -> None:
    both = Both(cast, pages, Mode.CHECK)
    pages.sign_in(cast.trainee, language)
    refused = pages.post(f"/attempts/{both.attempt}/1", {"1:chosen": "x"}, status=302)
    assert refused.location.endswith("#q-1"), "nothing can be confirmed in a check"
    service.finish(cast.trainee, both.attempt, "end of it")
    pages.get(f"/attempts/{both.attempt}/result")
    for position, (_module, question) in enumerate(both.items, 1):
        told = html.unescape(pages.client.get(f"/attempts/{both.attempt}/{position}").get_data(as_text=True))
        assert any(one in told for one in withheld(question.body)), question.id


def test_no_file_that_anybody_may_fetch_holds_a_key(app: Flask) -> None:
    files = [path.read_text(errors="ignore") for path in (ROOT / "static").rglob("*") if path.is_file()]
    secret = {one for _module, question in pools().values() for one in withheld(question.body)}
    assert files
    assert [one for one in secret if any(one in text for text in files)] == []
