"""Rules for skills and for what a module that carries one needs: checklist, show script and role plays."""

from collections.abc import Iterator

from lms.curriculum.drafts import Draft, ModuleDraft
from lms.curriculum.faults import Fault, unknown
from lms.curriculum.reading import Entry, repeated
from lms.curriculum.schema import ShowShape

CHECKLIST_ITEMS = range(6, 11)
CRITICAL_ITEMS = range(1, 4)
FEWEST_CARDS = 3
DIFFICULTIES = (1, 2, 3)


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
    """Rules for `skills.yaml`."""
    yield from repeated(draft.skills, "skill")
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
