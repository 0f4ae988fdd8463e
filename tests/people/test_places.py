"""Roles in teams, from a day to a day."""

from datetime import date

import pytest
import sqlalchemy as sa
from flask import Flask

from lms import clock
from lms.db import session
from lms.errors import NotYours, Unusable
from lms.i18n import Language
from lms.people import places
from lms.people.models import Audit, Membership, Role
from tests.cast import BEGAN, Cast
from tests.pages import Pages, queries

NOV, DEC, JAN = date(2026, 11, 24), date(2026, 12, 24), date(2027, 1, 24)


def test_a_role_is_given_and_ended_by_an_admin(pages: Pages, cast: Cast) -> None:
    pages.sign_in(cast.admin)
    path = f"/admin/people/{cast.trainee}"
    place = {"team": cast.other_team, "role": "trainer", "from_on": "2026-11-24", "to_on": "2026-12-24", "key": "k"}
    pages.post(f"{path}/places", place)
    pages.post(f"{path}/places", place)
    row = (
        session()
        .scalars(
            sa.select(Membership).where(Membership.team_id == cast.other_team, Membership.person_id == cast.trainee)
        )
        .one()
    )
    assert (row.role, row.from_on, row.to_on) == ("trainer", NOV, DEC)
    first = session().scalars(sa.select(Membership.id).where(Membership.person_id == cast.trainee)).first()
    pages.post(f"{path}/places/{first}/end", {"to_on": "2026-12-01"})
    pages.post(f"{path}/places/{first}/end", {"to_on": "2026-12-01"})
    assert session().scalars(sa.select(Audit.action).order_by(Audit.id)).all() == ["place_added", "place_ended"]
    for language in Language:
        pages.sign_in(cast.admin, language).get(path)


@pytest.mark.parametrize(
    "wrong",
    [
        {"to_on": "2026-11-23"},
        {"from_on": ""},
        {"from_on": "24.11.2026"},
        {"team": ""},
        {"team": "x"},
        {"role": "admin"},
    ],
)
def test_a_refused_role_opens_its_form_again_with_what_was_typed(
    pages: Pages, cast: Cast, wrong: dict[str, str]
) -> None:
    place = {"team": cast.other_team, "role": "trainer", "from_on": "2026-11-24", "to_on": "", "key": "k", **wrong}
    page = pages.sign_in(cast.admin).post(f"/admin/people/{cast.trainee}/places", place, 422)
    assert page.tree.find(".//details[@open]") is not None
    assert session().query(Membership).count() == 5


@pytest.mark.parametrize("days", [(NOV, None), (NOV, DEC), (date(2026, 1, 1), NOV)])
def test_one_role_in_one_team_is_held_once_at_a_time(app: Flask, cast: Cast, days: tuple[date, date | None]) -> None:
    with pytest.raises(Unusable):
        places.add(cast.admin, cast.trainee, (cast.team, Role.TRAINEE), days, "k")


def test_a_role_can_come_back_after_it_has_ended(app: Flask, cast: Cast) -> None:
    first = session().query(Membership.id).filter_by(person_id=cast.trainee).scalar()
    places.end(cast.admin, first, NOV)
    with pytest.raises(Unusable):
        places.add(cast.admin, cast.trainee, (cast.team, Role.TRAINEE), (NOV, None), "k1")
    places.add(cast.admin, cast.trainee, (cast.team, Role.TRAINEE), (DEC, None), "k2")
    held = places.of([cast.trainee])[cast.trainee]
    assert [place.from_on for place in held] == [DEC, date(2026, 11, 2)]
    assert [place.holds(JAN) for place in held] == [True, False]


def test_the_last_day_is_not_before_the_first(app: Flask, cast: Cast) -> None:
    first = session().query(Membership.id).filter_by(person_id=cast.trainee).scalar()
    with pytest.raises(Unusable):
        places.end(cast.admin, first, date(2026, 11, 1))
    places.end(cast.admin, first, date(2026, 11, 2))


def test_only_an_admin_places_people(app: Flask, cast: Cast) -> None:
    first = session().query(Membership.id).filter_by(person_id=cast.trainee).scalar()
    for who in (cast.trainee, cast.trainer, cast.manager, cast.other_trainer):
        with pytest.raises(NotYours):
            places.add(who, cast.trainee, (cast.team, Role.MANAGER), (NOV, None), "k")
        with pytest.raises(NotYours):
            places.end(who, first, NOV)
    with pytest.raises(NotYours):
        places.end(cast.admin, 99999, NOV)
    with pytest.raises(NotYours):
        places.add(cast.admin, 99999, (cast.team, Role.MANAGER), (NOV, None), "k")


def test_places_of_many_people_are_one_query(app: Flask, cast: Cast) -> None:
    with queries(1):
        assert len(places.of(cast.roles().values())) == 5


def test_the_end_of_a_role_is_taken_back_by_the_toast_and_by_the_row(pages: Pages, cast: Cast) -> None:
    first = session().query(Membership.id).filter_by(person_id=cast.trainee).scalar()
    path = f"/admin/people/{cast.trainee}"
    undo = f"{path}/places/{first}/reopen"
    with clock.standing_at(BEGAN):
        pages.sign_in(cast.admin).post(f"{path}/places/{first}/end", {"to_on": "2026-11-02"})
        assert [form.get("action") for form in pages.get(path).tree.iter("form")].count(undo) == 2
        assert [form.get("action") for form in pages.get(path).tree.iter("form")].count(undo) == 1
        for _time in range(2):
            pages.post(undo)
    session().expire_all()
    assert session().get_one(Membership, first).to_on is None
    assert session().scalars(sa.select(Audit.action).order_by(Audit.id)).all() == ["place_ended", "place_reopened"]


def test_a_role_that_is_held_again_says_from_which_day_on(app: Flask, cast: Cast) -> None:
    first = session().query(Membership.id).filter_by(person_id=cast.trainee).scalar()
    places.end(cast.admin, first, NOV)
    with pytest.raises(Unusable) as refused:
        places.add(cast.admin, cast.trainee, (cast.team, Role.TRAINEE), (NOV, None), "k1")
    assert "11月25日" in refused.value.fields["team"]
    places.add(cast.admin, cast.trainee, (cast.team, Role.TRAINEE), (date(2026, 11, 25), None), "k2")
    with pytest.raises(Unusable):
        places.reopen(cast.admin, first)
    for who, place in ((cast.manager, first), (cast.admin, 99999)):
        with pytest.raises(NotYours):
            places.reopen(who, place)
