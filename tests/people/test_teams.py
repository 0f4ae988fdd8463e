"""Teams are a tree."""

import threading

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lms.db import db, session
from lms.errors import NotYours, Refusal, Unusable
from lms.i18n import Language
from lms.people import teams
from lms.people.models import Team
from lms.people.teams import Node
from tests.cast import Cast
from tests.pages import Pages, queries


@pytest.mark.parametrize("language", list(Language))
def test_teams_are_added_renamed_and_moved_on_their_pages(pages: Pages, cast: Cast, language: Language) -> None:
    pages.sign_in(cast.admin, language).get("/admin/teams")
    pages.post("/admin/teams", {"name": " 西南区 ", "parent": cast.team, "key": "k"})
    pages.post("/admin/teams", {"name": " 西南区 ", "parent": cast.team, "key": "k"})
    node = next(node for node in teams.tree() if node.name == "西南区")
    assert (node.parent_id, node.depth, node.path) == (cast.team, 2, "华北区 / 华东区新人 / 西南区")
    pages.get(f"/admin/teams/{node.id}")
    pages.post(f"/admin/teams/{node.id}", {"name": "西南新人", "parent": "", "key": "k2"})
    node = next(node for node in teams.tree() if node.name == "西南新人")
    assert node.depth == 0
    assert "西南新人" in pages.get("/admin/teams").words
    assert session().query(Team).count() == 4


@pytest.mark.parametrize(
    "name", ["", " ", "\u200b", "华 / 东", "队" * 81, "华南区新人", "华南区新人\u200b", "华南区新人 "]
)
def test_a_name_that_cannot_be_told_apart_is_refused(pages: Pages, cast: Cast, name: str) -> None:
    page = pages.sign_in(cast.admin).post("/admin/teams", {"name": name, "parent": "", "key": "k"}, 422)
    assert page.tree.find(".//input[@id='name']").get("aria-invalid") == "true"  # type: ignore[union-attr]
    assert session().query(Team).count() == 3


def test_the_same_name_is_fine_elsewhere_in_the_tree(app: Flask, cast: Cast) -> None:
    teams.add(cast.admin, "华南区新人", cast.team, "k")


def test_a_team_cannot_stand_under_itself_or_below(pages: Pages, app: Flask, cast: Cast) -> None:
    north = session().get_one(Team, cast.team).parent_id
    assert north is not None
    for parent in (north, cast.team):
        with pytest.raises(Unusable):
            teams.change(cast.admin, north, "华北区", parent)
    offered = pages.sign_in(cast.admin).get(f"/admin/teams/{north}").tree.findall(".//select[@id='parent']/option")
    assert [option.get("value") for option in offered] == ["", str(cast.other_team)]
    pages.post(f"/admin/teams/{north}", {"name": "华北区", "parent": cast.team, "key": "k"}, 422)


def test_two_moves_at_once_make_no_ring(app: Flask, cast: Cast) -> None:
    left, right = (teams.add(cast.admin, name, None, name) for name in ("左", "右"))
    ready = threading.Barrier(2)

    def move(team_id: int, name: str, under: int) -> None:
        with app.app_context():
            ready.wait()
            try:
                teams.change(cast.admin, team_id, name, under)
            except Refusal:
                pass
            finally:
                db.session.remove()

    threads = [threading.Thread(target=move, args=args) for args in ((left, "左", right), (right, "右", left))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    session().rollback()
    assert {node.id for node in teams.tree()} >= {left, right}


def test_strangers_change_no_team(app: Flask, cast: Cast) -> None:
    for who in (cast.trainee, cast.trainer, cast.manager):
        for act in (
            lambda who=who: teams.add(who, "新", None, "k"),
            lambda who=who: teams.change(who, cast.team, "新", None),
            lambda who=who: teams.all_teams(who),
        ):
            with pytest.raises(NotYours):
                act()
    with pytest.raises(NotYours):
        teams.change(cast.admin, 99999, "新", None)


def test_the_tree_takes_two_queries_however_large(app: Flask, cast: Cast) -> None:
    for n in range(20):
        teams.add(cast.admin, f"队{n}", cast.team, f"k{n}")
    with queries(2):
        assert len(teams.tree()) == 23


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.lists(st.integers(0, 40), max_size=40))
def test_below_is_the_team_and_whatever_hangs_on_it(parents: list[int]) -> None:
    above = {n: parent % n if n else None for n, parent in enumerate(parents)}
    nodes = [Node(n, str(n), above[n], 0, 0, "") for n in above]
    for top in above:
        expected = set()
        for n in above:
            at: int | None = n
            while at is not None:
                if at == top:
                    expected.add(n)
                at = above[at]
        assert teams.below(nodes, top) == expected


def test_a_team_name_that_is_too_long_is_called_one(pages: Pages, cast: Cast) -> None:
    page = pages.sign_in(cast.admin).post("/admin/teams", {"name": "东" * 81, "parent": "", "key": "k"}, 422)
    assert "团队名称最多80个字" in page.words
