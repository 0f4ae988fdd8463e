"""Rules for skills and for what a module that carries one needs: checklist, show script and role plays."""

from collections.abc import Iterator

from lms.curriculum.drafts import Draft, ModuleDraft
from lms.curriculum.faults import Fault, unknown
from lms.curriculum.reading import LANGUAGES, Entry, repeated
from lms.curriculum.schema import ChecklistItemShape, ShowShape

CHECKLIST_ITEMS = range(6, 11)
CRITICAL_ITEMS = range(1, 4)
FEWEST_CARDS = 3
DIFFICULTIES = (1, 2, 3)
EXERCISE = "exercise"


def faults_in_module(module: ModuleDraft) -> Iterator[Fault]:
    """Rules that hold for checklist, show script and cards wherever they stand."""
    yield from _checklist(module)
    if module.show is not None:
        yield from same_id(module.show.value.id, module.id, module.show)
        yield from _show(module.show)
    for stem, card in module.cards.items():
        yield from same_id(card.value.id, stem, card)
        first: set[str] = set()
        for position, fact in enumerate(card.value.facts):
            if fact.id in first:
                yield card.at("facts", position, "id").fault(f"the fact '{fact.id}' stands here twice", "rename one")
            first.add(fact.id)
    yield from _cards(module)


def faults_of(draft: Draft) -> Iterator[Fault]:
    """Rules for `skills.yaml`, and for modules that no skill is practised with."""
    yield from repeated(draft.skills, "skill")
    practised = {skill.value.checklist for skill in draft.skills}
    for one in draft.modules.values():
        if one.id not in practised and not one.has("checklist.yaml"):
            yield from _exercise(one)
    for skill in draft.skills:
        for position, name in enumerate(skill.value.taught_by):
            if name not in draft.modules:
                yield unknown("module", name, draft.modules, skill.at("taught_by", position))
        module, place = draft.modules.get(skill.value.checklist), skill.at("checklist")
        if module is None:
            yield unknown("module", skill.value.checklist, draft.modules, place)
            continue
        for name, what in (("checklist.yaml", "checklist"), ("show.yaml", "show script"), ("cards/", "role plays")):
            if not module.has(name):
                mend = f"write {module.id}/{name}, since the skill '{skill.value.id}' is practised with it"
                yield place.fault(f"the module '{module.id}' has no {what}", mend)


def same_id(given: str, wanted: str, entry: Entry) -> Iterator[Fault]:  # type: ignore[type-arg]  # any shape
    if given != wanted:
        yield entry.at("id").fault(f"the id '{given}' does not fit the file's place", f"write {wanted}, or rename")


def _checklist(module: ModuleDraft) -> Iterator[Fault]:
    checklist = module.checklist
    if checklist is None:
        return
    yield from same_id(checklist.value.id, module.id, checklist)
    count, items = len(checklist.value.items), module.checklist_items
    if count not in CHECKLIST_ITEMS:
        yield checklist.at("items").fault(f"the checklist has {count} items", "write 6 to 10")
    yield from repeated(items, "item")
    critical = sum(item.value.critical for item in items)
    if count == len(items) and critical not in CRITICAL_ITEMS:
        yield checklist.at("items").fault(f"{critical} items are critical", "mark 1 to 3 with critical: true")
    for item in items:
        if module.outcomes_are_known and item.value.outcome not in module.outcomes:
            yield unknown("outcome", item.value.outcome, module.outcomes, item.at("outcome"))
        yield from _levels(item)
    if module.outcomes_are_known and count == len(items):
        for outcome in sorted(module.outcomes - {item.value.outcome for item in items}):
            what = f"no item of the checklist looks for the outcome '{outcome}'"
            yield checklist.at("items").fault(what, "write one, or tie one to it with 'outcome:'")


def _levels(item: Entry[ChecklistItemShape]) -> Iterator[Fault]:
    """Two levels in the same words are no two levels: raters could choose either."""
    for language in LANGUAGES:
        said = [" ".join(getattr(level, language).split()) for level in item.value.levels]
        for position, words in enumerate(said):
            if words in said[:position]:
                what = f"in {language}, the level says the same as level {said.index(words)}"
                yield item.at("levels", position).fault(what, "say what is seen or heard at this level alone")


def _exercise(module: ModuleDraft) -> Iterator[Fault]:
    """What is not practised with a trainer is tried once alone: a heading in the last section before the takeaway."""
    for lesson in module.lessons.values():
        pages = lesson.sections[:-1]
        if pages and all(heading.id != EXERCISE for heading in pages[-1].headings):
            what = f"the section '{pages[-1].anchor}' has no exercise, and no skill is practised with '{module.id}'"
            mend = f"end it with ### … {{#{EXERCISE}}}: what to do in ten minutes, and how to check it oneself"
            yield pages[-1].place.fault(what, mend)


def _show(show: Entry[ShowShape]) -> Iterator[Fault]:
    last, limit = -1, show.value.minutes * 60
    for position, line in enumerate(show.value.lines):
        second = seconds(line.at)
        if second <= last:
            what = f"{line.at} does not come after the line before it"
            yield show.at("lines", position, "at").fault(what, "let the times increase")
        elif second > limit:
            what = f"{line.at} lies after the end, {show.value.minutes} minutes"
            yield show.at("lines", position, "at").fault(what, "shorten the script, or mend 'minutes'")
        last = max(last, second)


def seconds(at: str) -> int:
    """`"01:20"` as 80."""
    minutes, _, rest = at.partition(":")
    return int(minutes) * 60 + int(rest)


def _cards(module: ModuleDraft) -> Iterator[Fault]:
    files = [name for name in module.names if name.startswith("cards/")]
    if not files or len(files) > len(module.cards):
        return
    place = module.cards[min(module.cards)].node.place
    if len(files) < FEWEST_CARDS:
        yield place.fault(f"the module '{module.id}' has {len(files)} role plays", "write at least 3")
    for difficulty in DIFFICULTIES:
        if all(card.value.difficulty != difficulty for card in module.cards.values()):
            what = f"no role play of '{module.id}' has difficulty {difficulty}"
            yield place.fault(what, "write one, so that 1, 2 and 3 occur")
