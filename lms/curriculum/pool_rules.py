"""Rules for quiz items and small checks: shapes by kind, ties to the lesson, and a pool that is no giveaway."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from lms.curriculum.drafts import ModuleDraft
from lms.curriculum.faults import Fault, Place, unknown
from lms.curriculum.item_shapes import question_of
from lms.curriculum.reading import Entry, repeated
from lms.curriculum.schema import AskShape, QuestionShape
from lms.questions.kinds import kind_of
from lms.questions.kinds.hotspot import Hotspot
from lms.questions.kinds.single import Single
from lms.questions.kinds.true_false import TrueFalse
from lms.questions.question import Option

SMALLEST_POOL = 14
ITEMS_AN_OUTCOME = 2
LENGTH_TOLERANCE = 0.2
FREE_CHARACTERS = 2
"""In short options a character or two is more than the tolerance, and gives nothing away."""
LONGEST_KEYS_SHARE = 0.25


def faults_of(module: ModuleDraft) -> Iterator[Fault]:
    yield from repeated(module.checks, "check")
    for check in module.checks:
        yield from _ask(check)
    yield from _items(module)
    if module.pool is not None and isinstance(module.pool.value, tuple):
        yield from _pool(module, module.pool.place)


def advice_on(module: ModuleDraft) -> Iterator[Fault]:
    """Lengths by which a clever person could guess the key without having read; none while the pool has faults."""
    if not _can_be_counted(module):
        return
    lists = [found for question in module.questions for found in _lists_of(question)]
    for language in ("zh", "en"):
        longest = 0
        for one in lists:
            lengths = {o.id: len(getattr(o.text, language)) for o in one.options if o.text is not None}
            if not one.in_order:
                yield from _uneven(one, lengths, language)
            key = lengths.pop(one.key, 0)
            longest += key > max(lengths.values(), default=0)
        if module.pool is not None and longest > LONGEST_KEYS_SHARE * len(lists):
            what = f"in {language}, the key is the longest option in {longest} of {len(lists)} lists with one key"
            yield module.pool.place.fault(what, "shorten keys or lengthen others, until it is a quarter at most")


@dataclass(frozen=True, slots=True)
class _List:
    """Options of which one is the key: those of a single choice, or the reasons beside a verdict."""

    options: Sequence[Option]
    key: str
    place: Place
    in_order: bool = False


def _lists_of(question: Entry[QuestionShape]) -> Iterator[_List]:
    body = question_of(question.value).body
    if isinstance(body, Single):
        yield _List(body.options, body.answer, question.at("options"), body.in_order)
    elif isinstance(body, TrueFalse | Hotspot):
        yield _List(body.reasons, body.reason, question.at("reasons"))


def _uneven(one: _List, lengths: Mapping[str, int], language: str) -> Iterator[Fault]:
    mean = sum(lengths.values()) / max(len(lengths), 1)
    far = max(lengths, key=lambda option: abs(lengths[option] - mean), default="")
    if far and abs(lengths[far] - mean) > max(LENGTH_TOLERANCE * mean, FREE_CHARACTERS):
        what = f"in {language}, '{far}' has {lengths[far]} characters, the mean is {mean:.0f}"
        yield one.place.fault(what, "bring the options within 20% of their mean")


def _ask(ask: Entry[AskShape]) -> Iterator[Fault]:
    """What the kind finds wrong with one item or check."""
    question = question_of(ask.value)
    for problem in kind_of(question).problems(question):
        yield ask.at(*problem.steps).fault(problem.what, problem.mend)
    answer = ask.node.child("answer")
    if answer is not None and answer.value is None:
        yield answer.place.fault("there is no answer", "write it after 'answer:'")


def _ties(question: Entry[QuestionShape], module: ModuleDraft) -> Iterator[Fault]:
    """What the item names in the lesson is there."""
    if module.outcomes_are_known and question.value.outcome not in module.outcomes:
        yield unknown("outcome", question.value.outcome, module.outcomes, question.at("outcome"))
    if module.lessons and question.value.section not in module.anchors:
        yield unknown("section", question.value.section, module.anchors, question.at("section"))


def _items(module: ModuleDraft) -> Iterator[Fault]:
    yield from repeated(module.questions, "item")
    for question in module.questions:
        yield from _ask(Entry(question.value, question.node))
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
    keys = Counter(
        [option.id for option in one.options].index(one.key) + 1
        for question in module.questions
        for one in _lists_of(question)
        if not one.in_order
    )
    position, most = keys.most_common(1)[0] if keys else (0, 0)
    if most > 1 and most > keys.total() / 2:
        what = f"the key is option {position} in {most} of {keys.total()} lists with one key"
        yield place.fault(what, "move it, so that no position holds more than half of the keys")
