"""The first admin, and a way in again."""

import re

import click
import pytest
from flask import Flask

from lms.db import session, transaction
from lms.people import cli, teams
from lms.people.models import Membership, Person
from tests.cast import Cast
from tests.pages import Pages

CHOSEN = "桥边红药，年年知为谁生"


def test_init_makes_the_top_team_and_an_admin_and_gives_a_link_that_works(app: Flask, pages: Pages) -> None:
    address = cli.init("何平", email="He@Example.com", company_team="樵径软件")
    person = session().query(Person).one()
    assert (person.name, person.email, person.is_admin, person.password_hash) == ("何平", "he@example.com", True, None)
    assert [node.name for node in teams.tree()] == ["樵径软件"]
    assert session().query(Membership).count() == 0
    path = re.sub(r"^http://127\.0\.0\.1:8000", "", address)
    pages.post(path, {"password": CHOSEN})
    pages.get("/admin/people")


def test_who_manages_the_company_too_gets_that_role(app: Flask) -> None:
    cli.init("何平", mobile="+86 139 1234 5678", company_team="樵径软件", manages=True)
    assert session().query(Membership.role).all() == [("manager",)]


def test_what_is_not_given_is_asked_for(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["何平", "139 1234 5678", "樵径软件"])
    monkeypatch.setattr(click, "prompt", lambda _words: next(answers))
    cli.init()
    assert session().query(Person.mobile).scalar() == "13912345678"


@pytest.mark.parametrize(
    "given",
    [
        {"name": "何平", "email": "nonsense", "company_team": "樵径"},
        {"name": " ", "email": "a@b.cn", "company_team": "樵径"},
        {"name": "何平", "email": "a@b.cn", "company_team": "\u200b"},
    ],
)
def test_what_cannot_be_used_leaves_nothing_behind(app: Flask, given: dict[str, str]) -> None:
    with pytest.raises(click.ClickException):
        cli.init(**given)  # type: ignore[arg-type]
    assert session().query(Person).count() == 0
    assert teams.tree() == []


def test_a_second_first_admin_is_refused(app: Flask, cast: Cast) -> None:
    with pytest.raises(click.ClickException):
        cli.init("何平", email="he@example.com", company_team="樵径软件")


def test_the_only_admin_gets_in_again_by_the_command_line(app: Flask, pages: Pages, cast: Cast) -> None:
    path = re.sub(r"^http://127\.0\.0\.1:8000", "", cli.link(" ADMIN@example.com"))
    pages.post(path, {"password": CHOSEN})
    pages.get("/admin/people")


@pytest.mark.parametrize("text", ["nobody@example.com", "13900000000", "何平", ""])
def test_a_link_for_nobody_is_refused(app: Flask, cast: Cast, text: str) -> None:
    with pytest.raises(click.ClickException):
        cli.link(text)


def test_a_suspended_person_gets_no_link(app: Flask, cast: Cast) -> None:
    with transaction():
        person = session().get_one(Person, cast.trainee)
        person.suspended_at = person.created_at
    with pytest.raises(click.ClickException):
        cli.link("trainee@example.com")
