"""What is wrong with the items of modules, for a judgement that must suspect the teaching before it suspects a person.

While a module has an item that does not discriminate, or whose key is suspect, nobody may be proposed as not responding
on account of that module. It is a blocker and nobody's debt: it names items, never people.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from lms.curriculum import edition
from lms.curriculum.catalog import ModuleId
from lms.quizzes.analysis import Flag
from lms.quizzes.items import analysed


@dataclass(frozen=True, slots=True)
class ItemFlag:
    """A flag on an item as it is asked now. place: its file and line."""

    question: str
    question_hash: str
    place: str
    flag: Flag


def flagged(modules: Collection[str]) -> dict[str, list[ItemFlag]]:
    """All flags of these modules, by module, in the order of their items; none of wordings that are no longer asked.

    A module without flags has an empty list, one that does not exist none. Asks no right: no person stands in it.
    """
    there = [edition.catalog().modules[ModuleId(one)] for one in modules if one in edition.catalog().modules]
    figures = analysed([str(module.id) for module in there])
    return {
        str(module.id): [
            ItemFlag(question.id, question.hash, module.places.get(question.id, ""), flag)
            for question in module.pool.questions
            if question.hash in figures
            for flag in figures[question.hash].flags
        ]
        for module in there
    }


def broken_modules(modules: Collection[str]) -> Mapping[str, tuple[ItemFlag, ...]]:
    """Of these modules those that are to forbid a judgement, each with the flags that say so.

    Only FlagKind.KEY_SUSPECT and FlagKind.NOT_DISCRIMINATING do: both from FEW answers and by bounds that a sound item
    seldom crosses. That an item is easy, hard, has a dead distractor or differs by language is for its author.
    """
    found = {module: tuple(one for one in flags if one.flag.kind.blocks) for module, flags in flagged(modules).items()}
    return {module: flags for module, flags in found.items() if flags}
