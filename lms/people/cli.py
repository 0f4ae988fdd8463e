"""The first admin, a way in again for the only one, and whom a command is about: for `flask lms`."""

import secrets

import click
from sqlalchemy import select

from lms import clock
from lms.db import session, transaction
from lms.errors import Unusable
from lms.i18n import zone
from lms.people import accounts, links, places, reach, teams
from lms.people.accounts import Details
from lms.people.models import Person, Role
from lms.web.forms import number


def init(
    name: str | None = None, email: str | None = None, mobile: str | None = None, company_team: str | None = None,
    *, manages: bool = False,
) -> str:  # fmt: skip
    """Make the top team and the first admin in the database that is served; the entry link comes back.

    What isn't given is asked for. manages: the admin also manages the top team. Raises click.ClickException.
    """
    if session().scalar(select(Person.id).where(Person.is_admin).limit(1)) is not None:
        raise click.ClickException("there is an admin already; `flask lms link` gives them a way in again")
    details = _asked(name, email, mobile)
    team = reach.clean_name(company_team or click.prompt("Name of the company, as the top team"))
    try:
        return _make(details, team, manages=manages)
    except Unusable as error:
        raise click.ClickException("; ".join(error.fields.values()) or str(error)) from error


def link(text: str) -> str:
    """A link to set a password, for the person with this e-mail or mobile number. Raises click.ClickException."""
    by = reach.either(text)
    with transaction():
        column = Person.email if by is not None and by.email else Person.mobile
        person = session().scalars(select(Person).where(column == str(by))).one_or_none() if by else None
        if person is None:
            raise click.ClickException(f"nobody here has {text!r}")
        if person.suspended_at is not None:
            raise click.ClickException(f"{person.name} is suspended; another admin must end that first")
        return _link(person)


def named(text: str) -> Person:
    """Whom a command is about: by e-mail, mobile number, id or a name that one person has.

    Raises click.ClickException for nobody, and for a name that several have, with their ids.
    """
    by = reach.either(text)
    condition = Person.name == reach.clean_name(text)
    if by is not None:
        condition = (Person.email if by.email else Person.mobile) == str(by)
    elif (person_id := number(text)) is not None:
        condition = Person.id == person_id
    found = session().scalars(select(Person).where(condition).order_by(Person.id)).all()
    if not found:
        raise click.ClickException(f"nobody here has {text!r}")
    if len(found) > 1:
        ids = ", ".join(str(one.id) for one in found)
        raise click.ClickException(f"{len(found)} people are called {text!r}; name one by id: {ids}")
    return found[0]


def _asked(name: str | None, email: str | None, mobile: str | None) -> Details:
    name = name or click.prompt("Your name")
    if not email and not mobile:
        text = click.prompt("Your e-mail or mobile number, to sign in with")
        by = reach.either(text)
        if by is None:
            raise click.ClickException(f"{text!r} is neither an e-mail address nor a mobile number")
        email, mobile = by.email, by.mobile
    return Details(name, email or "", mobile or "", is_admin=True)


def _make(details: Details, team: str, *, manages: bool) -> str:
    if not team:
        raise click.ClickException("the team needs a name")
    with transaction():
        team_id = teams.write(None, team, None)
        person = accounts.write(None, details)
        if manages:
            places.write(None, person.id, (team_id, Role.MANAGER), (clock.today(zone()), None))
        return _link(person)


def _link(person: Person) -> str:
    key = secrets.token_urlsafe(18)
    links.make_for_new(None, [person], key)
    return links.shown_again(None, [person.id], key)[0].address
