"""Rules for quiz items and small checks: shapes by kind, ties to the lesson, and a pool that is no giveaway."""

from collections import Counter
from collections.abc import Iterator

from lms.curriculum import giveaway_rules
from lms.curriculum.drafts import ModuleDraft
from lms.curriculum.faults import Fault, Place, unknown
from lms.curriculum.reading import Entry, repeated
from lms.curriculum.schema import AskShape, QuestionShape
from lms.questions.kinds import kind_of
from lms.questions.question import Question

SMALLEST_POOL = 14
ITEMS_AN_OUTCOME = 2


def faults_of(module: ModuleDraft) -> Iterator[Fault]:
    yield from repeated(module.checks, "check")
    for check, asked in module.checks_asked:
        yield from _ask(check, asked)
    yield from _items(module)
    if module.pool is not None and isinstance(module.pool.value, tuple):
        yield from _pool(module, module.pool.place)


def advice_on(module: ModuleDraft) -> Iterator[Fault]:
    """None while the pool has faults: what is counted over all of it would be false."""
    if _can_be_counted(module):
        yield from giveaway_rules.advice_on(module)


def _ask(ask: Entry[AskShape] | Entry[QuestionShape], question: Question) -> Iterator[Fault]:
    """What the kind finds wrong with one item or check."""
    for problem in kind_of(question).problems(question):
        yield ask.at(*problem.steps).fault(problem.what, problem.mend)


def _ties(question: Entry[QuestionShape], module: ModuleDraft) -> Iterator[Fault]:
    """What the item names in the lesson is there."""
    if module.outcomes_are_known and question.value.outcome not in module.outcomes:
        yield unknown("outcome", question.value.outcome, module.outcomes, question.at("outcome"))
    if module.lessons and question.value.section not in module.anchors:
        yield unknown("section", question.value.section, module.anchors, question.at("section"))


def _items(module: ModuleDraft) -> Iterator[Fault]:
    yield from repeated(module.questions, "item")
    for question, asked in module.questions_asked:
        yield from _ask(question, asked)
        yield from _ties(question, module)


def _can_be_counted(module: ModuleDraft) -> bool:
    """Whether no item is at fault or left out for its faults: else what is counted over all of them may be false."""
    whole = module.pool is not None and len(module.pool.entries()) == len(module.questions)
    return whole and next(_items(module), None) is None


def _pool(module: ModuleDraft, place: Place) -> Iterator[Fault]:
    assert module.pool is not None
    count = len(module.pool.entries())
    if count < SMALLEST_POOL:
        yield place.fault(f"the pool has {count} items", f"write at least {SMALLEST_POOL}")
    if not _can_be_counted(module):
        return
    if module.outcomes_are_known:
        asked = Counter(question.value.outcome for question in module.questions)
        for outcome in sorted(module.outcomes):
            if asked[outcome] < ITEMS_AN_OUTCOME:
                what = f"the outcome '{outcome}' has {asked[outcome]} of {ITEMS_AN_OUTCOME} items"
                yield place.fault(what, "write one more" if asked[outcome] else "write them")
    keys = key_positions(module)
    position, most = keys.most_common(1)[0] if keys else (0, 0)
    if most > 1 and most > keys.total() / 2:
        what = f"the key is option {position} in {most} of {keys.total()} lists with one key"
        yield place.fault(what, "move it, so that no position holds more than half of the keys")
    yield from giveaway_rules.faults_of(module)


def key_positions(module: ModuleDraft) -> Counter[int]:
    """How often the key stands where, counted from 1, over all lists with one key that are shuffled."""
    return Counter(
        place
        for one in giveaway_rules.lists_in(module)
        for place, option in enumerate(one.options, 1)
        if (option.id,) == one.keys and not one.in_order
    )
