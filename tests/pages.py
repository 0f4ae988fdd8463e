"""A test browser that looks at every page it fetches, so that no test has to ask for what holds of all of them."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from xml.etree import ElementTree

import html5lib
import sqlalchemy as sa
from flask import Flask, g
from werkzeug.test import TestResponse

from lms.db import db, transaction
from lms.i18n import Language
from lms.people.models import Person
from lms.people.session import begin

DRAWN = re.compile(r'(?<==")[A-Za-z0-9_.-]{20,}(?=")')  # tokens and keys, in which nothing can be wrong
VOID_OF_QUOTES = re.compile(r"(?<=\s)\"\w|\w\"(?=[\s.,;)])|\w'\w")

_sound: set[bytes] = set()
"""Digests of the pages that were found sound: the same page comes up again and again, and is read as HTML once."""


class Pages:
    """Fetches pages as somebody, and checks each: status, valid HTML, title, one h1, ids, labels, forms, headers."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self.client = app.test_client()

    def sign_in(self, person_id: int, language: Language = Language.ZH) -> "Pages":
        """Become a person, in a language, without the sign-in page."""
        with self.app.test_request_context():
            with transaction() as session:
                person = session.get_one(Person, person_id)
                person.language = language.value
                session.flush()
                begin(person, stay=False, browser="tests")
            from flask import session as cookie  # noqa: PLC0415  the cookie of this request only

            values = dict(cookie)
        with self.client.session_transaction() as kept:
            kept.clear()
            kept.update(values)
        self.forget()
        return self

    def forget(self) -> None:
        """A test's application context outlives its requests: the next one loads its person as a browser's does."""
        for name in list(g):
            g.pop(name)

    def get(self, path: str, status: int = 200, **kwargs: object) -> "Page":
        self.forget()
        return self._page(self.client.get(path, follow_redirects=False, **kwargs), path, status)

    def post(self, path: str, data: dict[str, object] | None = None, status: int = 302, **kwargs: object) -> "Page":
        """Send a form with the token that any page of ours would carry."""
        values = {"csrf_token": self.token(), **(data or {})}
        self.forget()
        return self._page(self.client.post(path, data=values, **kwargs), path, status)

    def send(self, path: str, body: object, status: int = 200, **kwargs: object) -> TestResponse:
        """Send JSON as a script of ours does."""
        headers = {"Accept": "application/json", "X-CSRFToken": self.token()}
        self.forget()
        response = self.client.post(path, json=body, headers=headers, **kwargs)
        assert response.status_code == status, (path, response.status_code, response.get_data(as_text=True)[:500])
        return response

    def token(self) -> str:
        from flask_wtf.csrf import generate_csrf  # noqa: PLC0415  needs a request

        self.forget()
        with self.client.session_transaction() as kept:
            raw = dict(kept)
        with self.app.test_request_context():
            from flask import session as cookie  # noqa: PLC0415  the cookie of this request only

            cookie.update(raw)
            token = generate_csrf()
            values = dict(cookie)
        with self.client.session_transaction() as kept:
            kept.update(values)
        return token

    def _page(self, response: TestResponse, path: str, status: int) -> "Page":
        assert response.status_code == status, (path, response.status_code, response.get_data(as_text=True)[:800])
        page = Page(response, path)
        if response.mimetype == "text/html" and not 300 <= response.status_code < 400:
            page.check()
        return page


class Page:
    """A fetched page."""

    def __init__(self, response: TestResponse, path: str) -> None:
        self.response = response
        self.path = path
        self.text = response.get_data(as_text=True)
        self.status = response.status_code
        self.location = response.headers.get("Location", "")

    @cached_property
    def _parsed(self) -> tuple[ElementTree.Element, list[tuple[object, str]]]:
        """The page as a browser reads it, and what is wrong with it; once, since reading costs more than most pages."""
        parser = html5lib.HTMLParser(namespaceHTMLElements=False)
        tree = parser.parse(self.text)
        return tree, [(place, code) for place, code, _ in parser.errors]

    @property
    def tree(self) -> ElementTree.Element:
        return self._parsed[0]

    def check(self) -> None:
        """What must hold for every page."""
        policy = self.response.headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert self.response.headers["X-Content-Type-Options"] == "nosniff"
        digest = hashlib.sha256(DRAWN.sub("", self.text).encode()).digest()
        if digest not in _sound:
            self._check_text()
            _sound.add(digest)

    def _check_text(self) -> None:
        tree, errors = self._parsed
        assert not errors, (self.path, errors[:5])
        assert tree.get("lang") in ("zh-Hans", "en"), self.path
        titles = [node.text for node in tree.iter("title") if node.text and node.text.strip()]
        assert titles, f"{self.path} has no title"
        assert len(list(tree.iter("h1"))) == 1, f"{self.path} has {len(list(tree.iter('h1')))} h1"
        ids = [node.get("id") for node in tree.iter() if node.get("id")]
        assert len(ids) == len(set(ids)), (self.path, sorted({i for i in ids if ids.count(i) > 1}))
        self._check_fields(tree, set(ids))
        for form in tree.iter("form"):
            assert form.get("action") or form.get("method") == "dialog", f"{self.path} has a form without an action"
        assert " style=" not in self.text, f"{self.path} has an inline style"
        assert "<script>" not in self.text, f"{self.path} has an inline script"
        assert not re.search(r"\son\w+=", re.sub(r">[^<]*<", "><", self.text)), f"{self.path} has an inline handler"
        for name in ("src", "href", "action"):
            for node in tree.iter():
                address = node.get(name) or ""
                assert node.tag == "a" or not address.startswith(("http:", "https:", "//")), (self.path, address)
        assert not VOID_OF_QUOTES.search(self.words), (self.path, VOID_OF_QUOTES.findall(self.words)[:5])

    def _check_fields(self, tree: ElementTree.Element, ids: set[str | None]) -> None:
        labelled = {label.get("for") for label in tree.iter("label")}
        inside = {id(field) for label in tree.iter("label") for field in label.iter()}
        for tag in ("input", "select", "textarea"):
            for field in tree.iter(tag):
                if field.get("type") in ("hidden", "submit"):
                    continue
                named = (
                    field.get("id") in labelled
                    or id(field) in inside
                    or field.get("aria-label")
                    or field.get("aria-labelledby")
                )
                assert named, (self.path, ElementTree.tostring(field, encoding="unicode")[:200])
                for described in (field.get("aria-describedby") or "").split():
                    assert described in ids, (self.path, described)

    @cached_property
    def words(self) -> str:
        """All that a reader sees."""
        hidden = {"script", "style", "template", "pre", "code"}

        def of(node: ElementTree.Element) -> Iterator[str]:
            if node.tag in hidden:
                yield node.tail or ""
                return
            yield node.text or ""
            for child in node:
                yield from of(child)
            yield node.tail or ""

        return re.sub(r"\s+", " ", " ".join(of(self.tree)))


@contextmanager
def queries(most: int) -> Iterator[list[str]]:
    """Fail when more than `most` statements reach the database in the block (BEGIN and COMMIT not counted)."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA")):
            seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    assert len(seen) <= most, f"{len(seen)} statements:\n" + "\n".join(s.split("\n")[0][:160] for s in seen)
