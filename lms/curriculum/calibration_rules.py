"""Rules for the transcripts by which raters compare themselves: every item rated, with reasons that point at lines."""

import re
from collections.abc import Iterator

from lms.curriculum.drafts import Draft, ModuleDraft
from lms.curriculum.faults import Fault, Place, unknown
from lms.curriculum.reading import Entry
from lms.curriculum.schema import CalibrationShape
from lms.curriculum.skill_rules import seconds

FEWEST_TRANSCRIPTS = 2
LINES = range(20, 61)
FEWEST_LEVELS = 3  # different ones, else who rates all items alike would come out as agreeing
CITED = re.compile(r"(?<![0-9:])[0-9]{2}:[0-5][0-9](?![0-9:])")


def faults_of(draft: Draft) -> Iterator[Fault]:
    """Rules for each transcript of each module. A module by which a skill is practised is told apart of a checklist."""
    practised = {skill.value.checklist for skill in draft.skills}
    for module in draft.modules.values():
        yield from _in(module, practised=module.id in practised)


def _in(module: ModuleDraft, *, practised: bool) -> Iterator[Fault]:
    for stem, transcript in module.calibrations.items():
        if transcript.value.id != stem:
            what = f"the id '{transcript.value.id}' does not fit the file's place"
            yield transcript.at("id").fault(what, f"write {stem}, or rename")
        yield from _lines(transcript)
        if module.checklist is not None:
            yield from _references(transcript, module)
        elif not practised and not module.has("checklist.yaml"):
            what = f"the module '{module.id}' has no checklist to rate this by"
            yield transcript.at("reference").fault(what, "write checklist.yaml, or move the transcript")
        yield from _reasons(transcript)


def advice_on(draft: Draft) -> Iterator[Fault]:
    """A skill needs two transcripts before raters can be compared on it."""
    for skill in draft.skills:
        module = draft.modules.get(skill.value.checklist)
        if module is not None and module.checklist is not None and len(module.calibrations) < FEWEST_TRANSCRIPTS:
            what = f"the skill '{skill.value.id}' has {len(module.calibrations)} transcripts to calibrate by"
            yield Place(f"{module.folder}/calibration").fault(what, "write two, so that raters can compare themselves")


def _lines(transcript: Entry[CalibrationShape]) -> Iterator[Fault]:
    count = len(transcript.value.lines)
    if count not in LINES:
        yield transcript.at("lines").fault(f"the transcript has {count} lines", "write 20 to 60")
    last, limit = -1, transcript.value.minutes * 60
    for position, line in enumerate(transcript.value.lines):
        second, place = seconds(line.at), transcript.at("lines", position, "at")
        if second <= last:
            yield place.fault(f"{line.at} does not come after the line before it", "let the times increase")
        elif second > limit:
            what = f"{line.at} lies after the end, {transcript.value.minutes} minutes"
            yield place.fault(what, "shorten the transcript, or mend 'minutes'")
        last = max(last, second)


def _references(transcript: Entry[CalibrationShape], module: ModuleDraft) -> Iterator[Fault]:
    given = transcript.value.reference
    if module.checklist is None or len(module.checklist_items) < len(module.checklist.value.items):
        return  # an item at fault is told of there, and not as missing here
    known = {item.value.id for item in module.checklist_items}
    for position, one in enumerate(given):
        if one.item in {before.item for before in given[:position]}:
            what = f"the item '{one.item}' stands here twice"
            yield transcript.at("reference", position, "item").fault(what, "keep one of them")
        if one.item not in known:
            yield unknown("item", one.item, sorted(known), transcript.at("reference", position, "item"))
    for item in module.checklist_items:
        if item.value.id not in {one.item for one in given}:
            what = f"the item '{item.value.id}' has no reference"
            yield transcript.at("reference").fault(what, "rate every item of the checklist, with the reason")
    levels = {one.level for one in given}
    if len(levels) < FEWEST_LEVELS:
        what = f"the references know only {len(levels)} of four levels"
        yield transcript.at("reference").fault(what, "write a try in which at least three levels occur")


def _reasons(transcript: Entry[CalibrationShape]) -> Iterator[Fault]:
    """A reason points at the lines it rests on, by their times, and at the same in both languages."""
    times = {line.at for line in transcript.value.lines}
    for position, one in enumerate(transcript.value.reference):
        cited = {name: set(CITED.findall(words)) for name, words in (("zh", one.why.zh), ("en", one.why.en))}
        for name, found in cited.items():
            place = transcript.at("reference", position, "why", name)
            for time in sorted(found - times):
                yield place.fault(f"no line stands at {time}", "point at the time of a line of this transcript")
        place = transcript.at("reference", position, "why")
        if not cited["zh"] | cited["en"]:
            yield place.fault("the reason points at no line", 'name the time of a line, as in "01:20"')
        elif cited["zh"] != cited["en"]:
            apart = ", ".join(sorted(cited["zh"] ^ cited["en"]))
            yield place.fault(f"only one language points at {apart}", "let both point at the same lines")
