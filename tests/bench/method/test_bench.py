"""A small bench from its companies to the page: measured, kept, written, read by the product, told in `docs/`."""

import json
from datetime import date
from pathlib import Path

import pytest

from lms.judgement.method.measured import Asking, Kind, Measured, Point, Row, Shares, measured
from tests.bench.method import command
from tests.bench.method.goals import PUBLISHED_FOUND, goals
from tests.bench.method.rows import IN_A_ROW, VARIED, rows_of
from tests.bench.method.tables import BEGIN, END, between, markdown, put_between, tables
from tests.judgement.companies.scenarios import FEW_TRIES, GENERATORS, SCENARIOS, VARIANTS


def bench(folder: Path, *words: str) -> Measured:
    page = folder / "page.md"
    page.write_text(f"# A page\n\n{BEGIN}\nold\n{END}\n\nMore.\n")
    asked = ["--people", "20", "--seed", "7", "--raw", str(folder / "raw"), "--write", "--file", str(folder / "m.json")]
    assert command.main([*asked, "--page", str(page), *words]) in {0, 1}
    found = measured(folder / "m.json")
    assert found is not None
    assert between(page.read_text()) == tables(found)
    assert page.read_text().startswith("# A page\n")
    assert page.read_text().endswith("\n\nMore.\n")
    return found


def test_a_bench_of_twenty_people_goes_all_the_way(tmp_path: Path) -> None:
    found = bench(tmp_path, "--generators", "curves", "--rows", "clean")
    assert (found.seed, found.people) == (7, 20)
    (row,) = found.rows
    assert (row.kind, row.scenario, row.generator) == (Kind.SCENARIOS, "clean", "curves")
    assert set(row.asked) == set(Asking)
    naive = row.by(Asking.NAIVE)
    assert naive.false_people is not None
    assert naive.false_people > 0.5
    assert row.by(Asking.PLAIN).found_8 in {0.0, None}  # it counts to ten first
    assert {(point.rule, point.at) for point in found.points} == {*VARIED, *IN_A_ROW}


def test_what_was_measured_is_not_measured_again(tmp_path: Path) -> None:
    words = ("--generators", "steps", "--rows", "sparse")
    bench(tmp_path, *words)
    (kept,) = tmp_path.glob("raw/*/steps-sparse-7-20.json")
    body = json.loads(kept.read_text())
    body["asked"]["reference"] = [[[1, 4]] * len(body["asked"]["reference"][0])]
    kept.write_text(json.dumps(body))
    measured.cache_clear()
    assert bench(tmp_path, *words).rows[0].by(Asking.REFERENCE).false_pairs == 0.25


def test_a_whole_bench_has_each_scenario_of_each_generator_once() -> None:
    rows = list(rows_of(1, 2400))
    assert len(rows) == len(GENERATORS) * len((*SCENARIOS, *FEW_TRIES, *VARIANTS))
    assert len({(row.scenario.key, row.generator) for row in rows}) == len(rows)
    assert {row.scenario.key for row in rows_of(1, 20, names=["few tries", "clean"])} == {
        "clean",
        *(scenario.key for scenario in FEW_TRIES),
    }


def test_the_page_tells_what_was_measured() -> None:
    assert between(command.PAGE.read_text(encoding="utf-8")) == tables(measured())


def test_a_page_without_its_marks_is_left_alone() -> None:
    with pytest.raises(ValueError, match="no place"):
        put_between("# A page\n", "| a table |")


def told(reference: Shares) -> Measured:
    """One row and one point."""
    row = Row(Kind.SCENARIOS, "clean", "steps", {Asking.REFERENCE: reference, Asking.NAIVE: Shares(0.4, 0.41, 0.9)})
    point = Point("steps", "flat", 0.6, 0.01, 0.02, 0.5, 0.75)
    return Measured("curves-1", date(2026, 11, 28), 1, 2400, (row,), (point,))


def test_figures_are_told_in_per_cent_with_the_bound_of_the_worst() -> None:
    page = tables(told(Shares(0.002, 0.0031, 0.0149, 0.0251, None, 0.5, 0.746, 0.88)))
    assert "| clean | 40 | 90 | 0.2 (≤ 0.3) | 1.5 (≤ 2.5) | – | 50 | 75 | 88 |" in page
    assert "| likely flat, at least 0.6 | 1.0 → 50 / 75 |" in page


def test_a_goal_that_a_row_does_not_reach_is_named_with_its_figure() -> None:
    found = {goal.words: goal for goal in goals(told(Shares(false_pairs=0.004, false_people=0.035, found_8=0.30)))}
    assert found["false pairs ≤ 0.5 %"].missed == ()
    assert found["false people ≤ 3 %"].missed == ("steps · clean 3.5",)
    assert found["clean: found by 8 ≥ 55 %"].missed == ("steps · clean 30",)
    assert found["bad modules found by the sixth try ≥ 80 %"].of == 0
    assert set(PUBLISHED_FOUND) <= {scenario.key for scenario in SCENARIOS}


def test_a_table_has_a_line_for_each_row() -> None:
    assert markdown(["a", "b"], [["1", "2"]]) == "| a | b |\n| --- | --- |\n| 1 | 2 |"
