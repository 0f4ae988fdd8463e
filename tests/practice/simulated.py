"""Simulated raters whose severities are known, for the tests of what is estimated of them."""

import random
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from lms.practice.raters import Rated, growth

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
ITEMS = ("opens", "asks", "waits", "says-back", "books", "records")


def company(
    severity: Mapping[int, float], seed: int, *, people: int = 10, tries: int = 6, skills: tuple[str, ...] = ("calls",),
    drift: Mapping[int, float] | None = None,
) -> list[Rated]:  # fmt: skip
    """Everybody's tries, each reviewed by the raters in turn. drift: levels by which a rater's later half differs."""
    chance = random.Random(seed)
    raters, ease = sorted(severity), {item: chance.gauss(0, 0.3) for item in ITEMS}
    made = []
    for person in range(people):
        for skill in skills:
            start, gain = chance.gauss(0.9, 0.3), chance.gauss(1.0, 0.25)
            for number in range(tries):
                rater = raters[(person + number) % len(raters)]
                later = (drift or {}).get(rater, 0.0) if number >= tries / 2 else 0.0
                mean = start + gain * growth(number) + severity[rater] + later + chance.gauss(0, 0.25)
                levels = {
                    item: min(max(round(mean + ease[item] + chance.gauss(0, 0.5)), 0), 3) for item in ITEMS
                }  # fmt: skip
                at = START + timedelta(days=7 * number, minutes=person)
                made.append(Rated(person, skill, rater, number, at, levels))
    return made
