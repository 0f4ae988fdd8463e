"""Answers with marks of their own, as GIFT and Moodle have them, brought to what an item can say."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from lms.quizzes.bringing.found import Item, Rejected, Words
from lms.quizzes.bringing.items import Choice, choice_item, joined, numeric_item, one_of

NEAR = 0.011
"""Moodle writes a third as 33.33333."""


@dataclass(slots=True)
class Weighted:
    """One answer: its share of the marks (1 for all of them), for numbers the value and its tolerance."""

    text: Words
    feedback: Words
    share: float
    raw: str = ""
    value: float = 0
    tolerance: float = 0


def weighted_choice(
    ask: Words,
    parts: Sequence[Weighted],
    explanation: Words,
    lost: Callable[[str], None],
    *,
    single: bool,
    in_order: bool = False,
) -> Item:
    """A single or multiple choice. Raises Rejected when its marks do not say which options are the keys."""
    choices = [Choice(part.text, part.feedback) for part in parts]
    if single:
        full = [number for number, part in enumerate(parts) if part.share >= 1 - NEAR]
        if len(full) > 1:
            raise Rejected(f"{len(full)} answers earn full marks in a single choice")
        if not full:
            raise Rejected("no answer earns full marks")
        for part in parts:
            if NEAR < part.share < 1 - NEAR:
                lost(f"the part marks ({part.share:.0%}) for “{one_of(part.text)[:30]}”")
            elif part.share < -NEAR:
                lost(f"the marks taken off ({part.share:.0%}) for “{one_of(part.text)[:30]}”")
        choices[full[0]].right = True
        return choice_item("single", ask, choices, explanation, in_order=in_order)
    keys = [number for number, part in enumerate(parts) if part.share > NEAR]
    if not keys:
        raise Rejected("no option earns marks")
    shares = [parts[number].share for number in keys]
    if max(shares) - min(shares) > NEAR:
        raise Rejected(f"the keys earn unequal marks ({', '.join(f'{share:.0%}' for share in shares)})")
    if abs(sum(shares) - 1) > NEAR * len(keys):
        raise Rejected(f"the keys earn {sum(shares):.0%} of the marks together, not all of them")
    for number in keys:
        choices[number].right = True
    for part in parts:
        if part.share < -NEAR and abs(part.share + shares[0]) > NEAR:
            lost(
                f"the marks taken off ({part.share:.0%}) for “{one_of(part.text)[:30]}”: each wrong one counts the same"
            )
    if len(keys) == 1:
        lost("several could be chosen though one is right: it is a single choice now")
    return choice_item("single" if len(keys) == 1 else "multiple", ask, choices, explanation, in_order=in_order)


def numeric_of(
    ask: Words,
    parts: Sequence[Weighted],
    explanation: Words,
    lost: Callable[[str], None],
    unit: Words | None = None,
) -> Item:
    """A numeric item: one number is right, those without marks are mistakes that have a feedback."""
    full = [part for part in parts if part.share >= 1 - NEAR]
    if not full:
        raise Rejected("no number earns full marks")
    if len(full) > 1:
        raise Rejected(f"{len(full)} numbers earn full marks")
    mistakes = []
    for part in parts:
        if NEAR < part.share < 1 - NEAR:
            lost(f"the part marks ({part.share:.0%}) for {one_of(part.text)[:30]}")
        elif part.share <= NEAR:
            mistakes.append((part.value, part.feedback))
            if part.tolerance:
                lost(f"the tolerance of the mistake {one_of(part.text)[:30]}")
    feedback = joined(full[0].feedback, explanation)
    return numeric_item(ask, full[0].value, feedback, tolerance=full[0].tolerance, unit=unit, mistakes=mistakes)
