"""Whether those who speak in a lesson are people of the world."""

from collections.abc import Iterable, Iterator
from difflib import get_close_matches

from lms.curriculum.drafts import ModuleDraft
from lms.curriculum.faults import Fault
from lms.curriculum.unfinished import MARKED
from lms.curriculum.world import Firm
from lms.i18n import Language


def faults_of(modules: Iterable[ModuleDraft], firms: Iterable[Firm]) -> Iterator[Fault]:
    """Each stranger is told once a lesson. Whoever has no name, as a guard at the gate, is there by their role."""
    people = [person for firm in firms for person in firm.people]
    if not people:
        return
    known = {
        language: {name for person in people for name in (*person.names(language), person.role.in_(language))}
        for language in Language
    }
    for module in modules:
        for language, lesson in module.lessons.items():
            lines = [line for section in lesson.sections for dialogue in section.dialogues for line in dialogue.lines]
            strangers = {line.who: line for line in reversed(lines) if line.who not in known[language]}
            for who, line in strangers.items():
                if MARKED.search(who):  # still to be written, which is told elsewhere
                    continue
                near = get_close_matches(who, known[language], n=1)
                mend = f"did you mean '{near[0]}'?" if near else "write them into a firm's people, by name or by role"
                yield line.place.fault(f"'{who}' speaks and is nobody of the world", mend)
