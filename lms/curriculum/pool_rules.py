"""Rules for quiz items and small checks: shapes by kind, ties to the lesson, and a pool that is no giveaway."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from lms.curriculum.catalog import said_in_chinese, said_in_english
from lms.curriculum.drafts import ModuleDraft
from lms.curriculum.faults import Fault, Place, unknown
from lms.curriculum.reading import Entry, repeated
from lms.curriculum.schema import AskShape, QuestionShape

SMALLEST_POOL = 14
ITEMS_AN_OUTCOME = 2
OPTIONS = {"single": range(3, 6), "multiple": range(4, 7), "true-false": range(2, 3)}
TRUE_FALSE = {"true", "false"}
LENGTH_TOLERANCE = 0.2
FREE_CHARACTERS = 2
"""In short options a character or two is more than the tolerance, and gives nothing away."""
LONGEST_KEYS_SHARE = 0.25

Ask = Entry[AskShape] | Entry[QuestionShape]


def faults_of(module: ModuleDraft) -> Iterator[Fault]:
    yield from repeated(module.checks, "check")
    for check in module.checks:
        yield from _ask(Entry(check.value, check.node), "single")
    yield from _items(module)
    if module.pool is not None and isinstance(module.pool.value, tuple):
        yield from _pool(module, module.pool.place)


def advice_on(module: ModuleDraft) -> Iterator[Fault]:
    """Lengths by which a clever person could guess the key without having read; none while the pool has faults."""
    if not _can_be_counted(module):
        return
    singles = [question for question in module.questions if question.value.kind == "single"]
    for language in ("zh", "en"):
        longest = 0
        for question in singles:
            lengths = {o.id: len(getattr(o.text, language)) for o in question.value.options if o.text is not None}
            if not question.value.in_order:
                yield from _uneven(question, lengths, language)
            key = lengths.pop(str(question.value.answer), 0)
            longest += key > max(lengths.values(), default=0)
        if module.pool is not None and longest > LONGEST_KEYS_SHARE * len(singles):
            what = f"in {language}, the key is the longest option in {longest} of {len(singles)} single choices"
            yield module.pool.place.fault(what, "shorten keys or lengthen others, until it is a quarter at most")


def _uneven(question: Entry[QuestionShape], lengths: Mapping[str, int], language: str) -> Iterator[Fault]:
    mean = sum(lengths.values()) / max(len(lengths), 1)
    far = max(lengths, key=lambda option: abs(lengths[option] - mean), default="")
    if far and abs(lengths[far] - mean) > max(LENGTH_TOLERANCE * mean, FREE_CHARACTERS):
        what = f"in {language}, '{far}' has {lengths[far]} characters, the mean is {mean:.0f}"
        yield question.at("options").fault(what, "bring the options within 20% of their mean")


def _ask(ask: Entry[AskShape], kind: str) -> Iterator[Fault]:
    options = ask.value.options
    ids = [option.id for option in options]
    for position, option in enumerate(options):
        if option.id in ids[:position]:
            yield ask.at("options", position, "id").fault(f"the option '{option.id}' stands here twice", "rename one")
        if kind == "true-false" and option.text is not None:
            mend = "remove it; the page words the two sides itself"
            yield ask.at("options", position, "text").fault("an option of a true-false item has a text", mend)
        if kind != "true-false" and option.text is None:
            yield ask.at("options", position).fault(
                f"the option '{option.id}' has no text", "add 'text:' with zh and en"
            )
    if kind == "true-false":
        if set(ids) != TRUE_FALSE or len(ids) != 2:
            yield ask.at("options").fault(
                "the two options are not true and false", 'write their ids "true" and "false"'
            )
    elif len(ids) not in OPTIONS[kind]:
        allowed = OPTIONS[kind]
        what, mend = f"there are {len(ids)} options", f"a {kind} choice has {allowed[0]} to {allowed[-1]}"
        yield ask.at("options").fault(what, mend)
    yield from _answer(ask, kind, ids)


def _answer(ask: Entry[AskShape], kind: str, ids: Sequence[str]) -> Iterator[Fault]:
    answer, place = ask.value.answer, ask.at("answer")
    if kind == "multiple":
        if not isinstance(answer, list):
            yield place.fault("the answer of a multiple choice must be a list", "write [one, other]")
            return
        if len(answer) < 2 or len(set(map(str, answer))) != len(answer):
            yield place.fault(f"the answer names {len(set(map(str, answer)))} different options", "name two or more")
        if ids and set(ids) <= set(map(str, answer)):
            yield place.fault("every option is right", "add one that is wrong")
        yield from _number_said(ask, len(answer))
        given = [(entry, ask.at("answer", position)) for position, entry in enumerate(answer)]
    elif isinstance(answer, bool) and kind == "true-false":
        yield place.fault(f"the answer {str(answer).lower()} is not in quotes", f'write "{str(answer).lower()}"')
        return
    elif not isinstance(answer, str):
        yield place.fault(f"the answer of a {kind} item must be the id of one option", "write it after 'answer:'")
        return
    else:
        given = [(answer, place)]
    for name, at in given:
        if str(name) not in ids:
            yield unknown("option", str(name), ids, at)


def _number_said(ask: Ask, right: int) -> Iterator[Fault]:
    """The page stops an answer of another number than the ask says, so the ask must say it truly, or leave it open."""
    said = said_in_english(ask.value.ask.en), said_in_chinese(ask.value.ask.zh)
    if said == (None, None):
        if "all that apply" not in ask.value.ask.en:
            mend = "write how many, “Choose two” and 选两项, or “all that apply”"
            yield ask.at("ask").fault("the ask does not say how many are to be chosen", mend)
    elif set(said) != {right}:
        what = f"the ask says that {said[0] or 'no number'} (en) and {said[1] or 'no number'} (zh) are to be chosen"
        yield ask.at("ask").fault(what, f"the answer has {right}; write the same in both languages")


def _ties(question: Entry[QuestionShape], module: ModuleDraft) -> Iterator[Fault]:
    """What the item names in the lesson is there."""
    if module.outcomes_are_known and question.value.outcome not in module.outcomes:
        yield unknown("outcome", question.value.outcome, module.outcomes, question.at("outcome"))
    if module.lessons and question.value.section not in module.anchors:
        yield unknown("section", question.value.section, module.anchors, question.at("section"))


def _items(module: ModuleDraft) -> Iterator[Fault]:
    yield from repeated(module.questions, "item")
    for question in module.questions:
        yield from _ask(Entry(question.value, question.node), question.value.kind)
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
        [option.id for option in question.value.options].index(question.value.answer) + 1
        for question in module.questions
        if question.value.kind == "single"
        and not question.value.in_order
        and question.value.answer in [option.id for option in question.value.options]
    )
    position, most = keys.most_common(1)[0] if keys else (0, 0)
    if most > 1 and most > keys.total() / 2:
        what = f"the key is option {position} in {most} of {keys.total()} single choices"
        yield place.fault(what, "move it, so that no position holds more than half of the keys")
