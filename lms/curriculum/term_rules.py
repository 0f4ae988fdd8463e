"""Rules for terms: each has one id and one meaning in all modules, and stands in the section that explains it."""

from collections.abc import Iterator, Mapping

from lms.curriculum.drafts import ModuleDraft
from lms.curriculum.faults import Fault, Place, unknown
from lms.curriculum.reading import Entry
from lms.curriculum.schema import TermShape
from lms.curriculum.terms import Finder, Meant
from lms.i18n import Language

Modules = Mapping[str, ModuleDraft]


def faults_of(modules: Modules) -> Iterator[Fault]:
    ids: dict[str, Place] = {}
    written: dict[tuple[Language, str], Place] = {}
    for module in modules.values():
        for entry in module.terms:
            first = ids.setdefault(entry.value.id, entry.at("id"))
            if first != entry.at("id"):
                mend = f"give it another one; {first.file}:{first.line} has it"
                yield entry.at("id").fault(f"the term '{entry.value.id}' stands here twice", mend)
            if module.lessons and entry.value.section not in module.anchors:
                yield unknown("section", entry.value.section, module.anchors, entry.at("section"))
            for language in Language:
                yield from _written_once(entry, language, written)


def _written_once(
    entry: Entry[TermShape], language: Language, written: dict[tuple[Language, str], Place]
) -> Iterator[Fault]:
    """What a reader meets has one meaning, wherever it stands."""
    for place, words in _places_of(entry, language.key):
        first = written.setdefault((language, " ".join(words.split()).casefold()), place)
        if first != place:
            mend = f"keep one of the two; the other stands in {first.file}:{first.line}"
            yield place.fault(f"'{words}' has two meanings in {language.in_english}", mend)


def _places_of(entry: Entry[TermShape], key: str) -> Iterator[tuple[Place, str]]:
    term, *forms = _written(entry.value, key)
    yield entry.at("term", key), term
    for number, words in enumerate(forms):
        yield entry.at("forms", key, number), words


def _written(shape: TermShape, key: str) -> tuple[str, ...]:
    """The term in one language, and then its forms."""
    return (getattr(shape.term, key), *getattr(shape.forms, key))


def advice_on(modules: Modules) -> Iterator[Fault]:
    """A term that its section doesn't hold is marked nowhere near its explanation."""
    for module in modules.values():
        for language, lesson in module.lessons.items():
            for entry in module.terms:
                anchor = lesson.anchors.get(entry.value.section)
                section = lesson.section(anchor) if anchor is not None else None
                if section is None:
                    continue
                written = _written(entry.value, language.key)
                finder = Finder([Meant(entry.value.id, written[0], written, "")])
                if not any(True for _ in finder.found_in("\n".join(section.body))):
                    what = f"the section '{anchor}' doesn't hold '{written[0]}' in {language.in_english}"
                    mend = f"write it there, or add how it is written to forms: {{{language.key}: […]}}"
                    yield entry.at("term", language.key).fault(what, mend)
