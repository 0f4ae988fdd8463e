"""Whether those who speak in a lesson are people of the world."""

from collections.abc import Iterable, Iterator

from lms.curriculum.drafts import ModuleDraft
from lms.curriculum.faults import Fault, unknown
from lms.curriculum.world import Firm
from lms.i18n import Language


def advice_on(modules: Iterable[ModuleDraft], firms: Iterable[Firm]) -> Iterator[Fault]:
    """Advice and no fault: somebody who is asked for the way has no place in any firm."""
    people = [person for firm in firms for person in firm.people]
    if not people:
        return
    for language in Language:
        known = {name for person in people for name in (*person.names(language), person.role.in_(language))}
        told: set[tuple[str, str]] = set()
        for module in modules:
            lesson = module.lessons.get(language)
            for section in lesson.sections if lesson is not None else ():
                for line in (line for dialogue in section.dialogues for line in dialogue.lines):
                    if line.who not in known and (module.id, line.who) not in told:
                        told.add((module.id, line.who))
                        yield unknown("speaker", line.who, known, line.place)
