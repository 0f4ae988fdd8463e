"""What was measured as Markdown tables, for the page in `docs/` that tells of the method."""

import textwrap
from collections.abc import Iterable, Sequence

from lms.judgement.method.measured import Asking, Kind, Measured, Point, Row
from tests.bench.method.goals import Goal, goals

BEGIN, END = "<!-- measured: written by the bench -->", "<!-- end of what was measured -->"
NOT_YET = "Nothing was measured yet."
NOTHING = "–"
WIDTH = 120


def put_between(page: str, written: str) -> str:
    """The page with this between its two marks. Raises ValueError where there are none."""
    before, rest = _cut(page, BEGIN)
    _old, after = _cut(rest, END)
    return f"{before}{BEGIN}\n\n{written}\n\n{END}{after}"


def between(page: str) -> str:
    return _cut(_cut(page, BEGIN)[1], END)[0].strip()


def _cut(text: str, mark: str) -> tuple[str, str]:
    if text.count(mark) != 1:
        raise ValueError(f"the page has no place, or more than one, that is marked {mark}")
    before, after = text.split(mark)
    return before, after


def tables(found: Measured | None) -> str:
    """Every table, each under a sentence that tells what it holds."""
    if found is None:
        return NOT_YET
    generators = list(dict.fromkeys(row.generator for row in found.rows))
    told = [_head(found, generators), _goals(goals(found))]
    for kind, asking, naive, looks, words in TABLES:
        rows = [row for row in found.of(kind) if asking in row.asked]
        if rows:
            told += [words, _table(rows, asking, naive, looks)]
    told += [WHO_WORDS, _who(found.of(Kind.SCENARIOS))]
    if found.points:
        told += [CURVE_WORDS, _curve(found.points, generators)]
    return "\n\n".join(part if part.startswith("|") else textwrap.fill(part, WIDTH) for part in told)


TABLES = (
    (
        Kind.SCENARIOS, Asking.REFERENCE, Asking.NAIVE, (6, 8, 10, 14),
        "**Reference settings** (a bar of 2.0, ready after three in a row), fourteen tries a skill:",
    ),
    (
        Kind.FEW_TRIES, Asking.REFERENCE, Asking.NAIVE, (6, 8, 10),
        "**Four to ten tries a skill**, else the same; found: of the pairs that got so many tries:",
    ),
    (
        Kind.VARIANTS, Asking.REFERENCE, Asking.NAIVE, (6, 8, 10, 14),
        "**Other starts, gains, noise and sizes** than the method expects, in clean companies:",
    ),
    (
        Kind.SCENARIOS, Asking.PRODUCT, Asking.NAIVE_PRODUCT, (6, 8, 10, 14),
        "**As the product comes** (a bar of 1.8, ready after two of three, critical items done):",
    ),
    (
        Kind.SCENARIOS, Asking.PLAIN, Asking.NAIVE, (6, 8, 10, 14),
        "**By counting alone**, the plain tier, at the reference’s settings; it asks nobody before the tenth try:",
    ),
    (
        Kind.SCENARIOS, Asking.PLAIN_PRODUCT, Asking.NAIVE_PRODUCT, (6, 8, 10, 14),
        "**By counting alone, as the product comes**:",
    ),
)  # fmt: skip
WHO_WORDS = (
    "**Whom it touches**, at the reference’s settings: found by eight tries of people who do not respond in half of"
    " their skills or more; asked about wrongly of those on whom one trainer is hard; sound modules ever suspected, and"
    " bad ones found by the sixth try:"
)
CURVE_WORDS = (
    "**Found against false**, in clean companies: one threshold varied while the others stay; beside it the simple rule"
    " with more and more in a row below the bar. People asked about wrongly → found by 8 / 10 tries:"
)


def _head(found: Measured, generators: Sequence[str]) -> str:
    return (
        f"Method `{found.method}`, measured on {found.made.isoformat()} with seed {found.seed}: {found.people:,} people"
        f" a row. In per cent; figures that stand together are those of {_listed(generators)}, in this order. “≤” is"
        " the upper end of the 95 % interval (companies drawn anew) of the worst of them. False: ever asked about"
        " though they respond. The simple rule: “below the bar in the last three”, looked at as often."
    )


def _listed(words: Sequence[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"


def _table(rows: Sequence[Row], asking: Asking, naive: Asking, looks: Sequence[int]) -> str:
    heads = ("companies", "simple rule: pairs", "people", "false pairs", "false people")
    lines = []
    for scenario, same in _by_scenario(rows):
        simply, asked = [row.by(naive) for row in same], [row.by(asking) for row in same]
        lines.append(
            [
                scenario,
                _each(one.false_pairs for one in simply),
                _each(one.false_people for one in simply),
                _each(one.false_pairs for one in asked) + _at_most(one.false_pairs_upper for one in asked),
                _each(one.false_people for one in asked) + _at_most(one.false_people_upper for one in asked),
                *(_each(getattr(one, f"found_{look}") for one in asked) for look in looks),
            ]
        )
    return markdown([*heads, *(f"found by {look}" for look in looks)], lines)


def _who(rows: Sequence[Row]) -> str:
    heads = ["companies", "deep, found by 8", "one trainer hard: false people", "modules falsely", "modules found"]
    lines = [
        [scenario, *(_each(getattr(row.by(Asking.REFERENCE), name) for row in same) for name in NAMED)]
        for scenario, same in _by_scenario(rows)
    ]
    return markdown(heads, lines)


NAMED = ("deep", "harsh", "module_false", "module_found")


def _curve(points: Sequence[Point], generators: Sequence[str]) -> str:
    def told(point: Point) -> str:
        return f"{per_cent(point.false_people)} → {per_cent(point.found_8)} / {per_cent(point.found_10)}"

    by_place: dict[tuple[str, float], dict[str, str]] = {}
    for point in points:
        by_place.setdefault((point.rule, point.at), {})[point.generator] = told(point)
    lines = [
        [f"{RULES[rule]} {at:g}", *(by_generator.get(one, NOTHING) for one in generators)]
        for (rule, at), by_generator in by_place.items()
    ]
    return markdown(["varied", *generators], lines)


RULES = {"flat": "likely flat, at least", "ratio": "tries speak for flat, at least", "naive": "simple rule, in a row"}


def _goals(asked: Sequence[Goal]) -> str:
    lines = [
        [goal.words, f"{goal.reached} of {goal.of}", "; ".join(goal.missed) or NOTHING] for goal in asked if goal.of
    ]
    return markdown(["asked of the reference settings", "rows that reach it", "not reached"], lines)


def _by_scenario(rows: Iterable[Row]) -> list[tuple[str, list[Row]]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.scenario, []).append(row)
    return list(found.items())


def _each(shares: Iterable[float | None]) -> str:
    told = [per_cent(share) for share in shares]
    return NOTHING if set(told) == {NOTHING} else " / ".join(told)


def _at_most(uppers: Iterable[float | None]) -> str:
    known = [upper for upper in uppers if upper is not None]
    return f" (≤ {per_cent(max(known))})" if known else ""


def per_cent(share: float | None) -> str:
    if share is None:
        return NOTHING
    return f"{share * 100:.1f}" if share < 0.0995 else f"{share * 100:.0f}"


def markdown(heads: Sequence[str], lines: Iterable[Sequence[str]]) -> str:
    rows = [heads, ["---"] * len(heads), *lines]
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)
