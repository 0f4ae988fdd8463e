"""Role plays of the demo company with somebody at the customer's card, and practice with a colleague."""

import random
from datetime import timedelta
from functools import partial

from lms import clock
from lms.curriculum import edition
from lms.curriculum.catalog import SkillId
from lms.ops.demo.company import CALLS, STEADY, VISIT
from lms.ops.demo.days import at
from lms.ops.demo.growth import levels, own_levels
from lms.ops.demo.telling import PLAY_SECONDS, Company, History, later
from lms.practice import joining, reviews, selfrating, tries, uncovering
from lms.practice.loading import load_try

TOGETHER = (("lin", "song", VISIT), ("emma", "ravi", CALLS))
"""Who practised with whom, the evening before."""


def add(told: History, company: Company) -> None:
    for person, colleague, skill in TOGETHER:
        when = at(company.days.back(1), "18:50")
        told.at(when, partial(practise, company, person, colleague, skill))


def practise(company: Company, person: str, colleague: str, skill: str) -> None:
    """The colleague plays the customer and rates, both on one phone; then the trainee rates themself."""
    who, other, name = company.ids[person], company.ids[colleague], f"together {person} {skill}"
    made = tries.start_peer(who, skill, f"demo-together-{person}")
    joining.join(other, joining.invite(who, made), joining.BESIDE)
    review, began = reviews.open_review(other, made), clock.now()
    found = levels(edition.catalog().checklist_of(SkillId(skill)).items, STEADY, 4, 0, name)
    step = PLAY_SECONDS // (len(found) + 1)
    taps = [
        reviews.Tap(seq, item, level, seq * step, began + timedelta(seconds=seq * step))
        for seq, (item, level) in enumerate(found.items(), start=1)
    ]
    with later(PLAY_SECONDS):
        tick(other, made, name)
        reviews.rate(other, review, taps)
        reviews.end_review(other, review, len(taps), PLAY_SECONDS)
    with later(PLAY_SECONDS + 120):
        selfrating.self_rate(who, made, own_levels(found, name), {}, f"own {name}")


def tick(by: int, made: int, seed: str) -> None:
    """Of the facts that the customer hides about two in three come out, in their order."""
    chance = random.Random(f"facts {seed}")
    facts = uncovering.facts_of(load_try(made))
    out = [fact for fact in facts if chance.random() < 0.65]
    step = PLAY_SECONDS // (len(facts) + 2)
    uncovering.tick(
        by,
        made,
        [
            reviews.Tap(seq, fact.id, 1, (facts.index(fact) + 1) * step + chance.randrange(step), clock.now())
            for seq, fact in enumerate(out, start=1)
        ],
    )
