"""From drafts without fault to the catalog that the house works with."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any, TypeVar

from lms.curriculum import catalog as c
from lms.curriculum import schema
from lms.curriculum.drafts import Draft, ModuleDraft, PathDraft
from lms.curriculum.faults import Fault
from lms.curriculum.frozen import UNHASHED, hash_of, plain
from lms.curriculum.item_shapes import printed
from lms.curriculum.lesson_rules import address
from lms.curriculum.lessons import LessonSource, SectionSource
from lms.curriculum.markup import Surroundings
from lms.curriculum.reading import Entry
from lms.curriculum.render import Renderer
from lms.curriculum.skill_rules import seconds
from lms.curriculum.terms import Finder, meant
from lms.curriculum.wording import polish
from lms.curriculum.world import Firm, World
from lms.i18n import Language, Text
from lms.questions.question import ContentHash

H = TypeVar("H", c.Pool, c.Checklist, c.RoleCard, c.CustomerScript, c.ShowScript, c.Calibration, c.Path)


def build(draft: Draft, edition: ContentHash, changed_at: int, faults: list[Fault]) -> c.Catalog:
    """The catalog of a draft in which every rule holds; what cannot be rendered is added to `faults`."""
    terms = [_term(entry.value) for module in draft.modules.values() for entry in module.terms]
    renderer = Renderer({language: Finder([meant(one, language) for one in terms]) for language in Language})
    modules = {c.ModuleId(name): _module(m, draft.modules, renderer, faults) for name, m in draft.modules.items()}
    skills = {c.SkillId(entry.value.id): _skill(entry.value) for entry in draft.skills}
    paths = {c.PathId(path.stem): _path(path) for path in draft.paths}
    firms = draft.firms
    told_in = {name: tuple(_that_name(firm, draft.modules)) for name, firm in firms.items()}
    world = World(MappingProxyType(firms), MappingProxyType(told_in))
    found = MappingProxyType(modules), MappingProxyType(skills), MappingProxyType(paths)
    return c.Catalog(*found, edition, world, changed_at)


def _that_name(firm: Firm, modules: Mapping[str, ModuleDraft]) -> Iterator[str]:
    """The modules whose lesson names a firm, in Chinese or in English."""
    for name, module in modules.items():
        lessons = module.lessons.items()
        if any(called in lesson.text for language, lesson in lessons for called in firm.names(language)):
            yield name


def _sealed(thing: H) -> H:
    """The same thing with its hash, over all that it holds."""
    return replace(thing, hash=hash_of(plain(thing)))


def _module(
    draft: ModuleDraft, all_modules: Mapping[str, ModuleDraft], renderer: Renderer, faults: list[Fault]
) -> c.Module:
    zh, en = draft.lessons[Language.ZH], draft.lessons[Language.EN]
    assert zh.head is not None
    checks = {check.id: check for check in draft.asked["checks"]}
    pool = c.Pool(c.ModuleId(draft.id), tuple(draft.asked["questions"]), draft.check_minutes, UNHASHED)
    lessons = {
        lang: _lesson(lang, lesson, draft, all_modules, renderer, faults) for lang, lesson in draft.lessons.items()
    }
    checklist = _checklist(draft)
    module = c.Module(
        id=c.ModuleId(draft.id),
        minutes=zh.head.value.minutes,
        outcomes=tuple(
            c.Outcome(one.value.id, Text(polish(one.value.text, Language.ZH), polish(other.value.text, Language.EN)))
            for one, other in zip(zh.outcomes, en.outcomes, strict=True)
        ),
        lessons=MappingProxyType(lessons),
        checks=MappingProxyType(checks),
        pool=_sealed(pool),
        checklist=checklist,
        show=_show(draft.show.value) if draft.show is not None else None,
        cards=tuple(sorted((_card(entry.value) for entry in draft.cards.values()), key=lambda d: (d.difficulty, d.id))),
        customers=tuple(
            sorted((_customer(entry.value) for entry in draft.customers.values()), key=lambda d: (d.difficulty, d.id))
        ),
        places=_places(draft.questions),
        hash=UNHASHED,
        calibrations=() if checklist is None else tuple(_calibrations(draft, checklist)),
        terms=tuple(_term(entry.value) for entry in draft.terms),
        checklist_places=_places(draft.checklist_items),
    )
    return replace(module, hash=_module_hash(module, draft))


def _places(entries: Iterable[Entry[Any]]) -> Mapping[str, str]:
    """Of each thing that has an id, its file and line."""
    found = ((entry.value.id, entry.at("id")) for entry in entries)
    return MappingProxyType({name: f"{place.file}:{place.line}" for name, place in found})


def _module_hash(module: c.Module, draft: ModuleDraft) -> ContentHash:
    """Over the lessons as written, not as rendered, so that a better renderer makes no other module of it."""
    parts = (module.pool, module.checklist, module.show, *module.cards, *module.customers, *module.checks.values())
    return hash_of(
        {
            "lessons": {language.value: lesson.text for language, lesson in draft.lessons.items()},
            "figures": {name: figure.source_hash for name, figure in draft.figures.items()},
            "parts": [part.hash for part in parts if part is not None],
        }
    )


def _lesson(
    language: Language,
    source: LessonSource,
    draft: ModuleDraft,
    modules: Mapping[str, ModuleDraft],
    renderer: Renderer,
    faults: list[Fault],
) -> c.Lesson:
    assert source.head is not None
    sections = []
    for number, section in enumerate(source.sections, 1):
        links = {link.id: address(link.id, section.anchor, source, modules, language) for link in section.links}
        around = Surroundings(language, section.anchor, section.title, links, draft.figures)
        rendered = renderer.section(section, around)
        if isinstance(rendered, Fault):
            faults.append(rendered)
        else:
            sections.append(_section(number, section, language, rendered.html, rendered.paragraphs))
    head = source.head.value
    return c.Lesson(polish(head.title, language), polish(head.summary, language), tuple(sections))


def _section(number: int, source: SectionSource, language: Language, html: str, paragraphs: int) -> c.Section:
    return c.Section(
        anchor=source.anchor,
        number=number,
        title=polish(source.title, language),
        minutes=source.minutes,
        html=html,
        headings=tuple(c.Heading(h.id, polish(h.words, language)) for h in source.headings),
        paragraphs=paragraphs,
        checks=tuple(check.id for check in source.checks),
    )


def _term(shape: schema.TermShape) -> c.Term:
    forms = {
        language: tuple(polish(words, language) for words in written)
        for language, written in ((Language.ZH, shape.forms.zh), (Language.EN, shape.forms.en))
    }
    return c.Term(
        shape.id, printed(shape.term), MappingProxyType(forms), printed(shape.meaning), shape.section, shape.pinyin
    )


def _checklist(draft: ModuleDraft) -> c.Checklist | None:
    if draft.checklist is None:
        return None
    items = []
    for entry in draft.checklist_items:
        item = entry.value
        not_done, prompted, done, well = (printed(level) for level in item.levels)
        levels = (not_done, prompted, done, well)
        items.append(c.ChecklistItem(item.id, item.outcome, item.critical, printed(item.title), levels))
    return _sealed(c.Checklist(draft.checklist.value.id, tuple(items), UNHASHED))


def _card(shape: schema.CardShape) -> c.RoleCard:
    card = c.RoleCard(
        id=shape.id,
        difficulty=shape.difficulty,
        minutes=shape.minutes,
        title=printed(shape.title),
        trainee=printed(shape.trainee),
        goal=printed(shape.goal),
        customer=printed(shape.customer),
        facts=tuple(c.HiddenFact(f.id, printed(f.fact), printed(f.opens), printed(f.closes)) for f in shape.facts),
        ends=printed(shape.ends),
        hash=UNHASHED,
    )
    return _sealed(card)


def _customer(shape: schema.CustomerShape) -> c.CustomerScript:
    def words(text: schema.TextShape | None) -> Text | None:
        return None if text is None else printed(text)

    customer = c.CustomerScript(
        id=shape.id,
        difficulty=shape.difficulty,
        minutes=shape.minutes,
        name=printed(shape.name),
        title=printed(shape.title),
        setting=printed(shape.setting),
        goal=printed(shape.goal),
        facts=tuple(c.ScriptFact(f.id, printed(f.fact), printed(f.matters), words(f.shut)) for f in shape.facts),
        nodes=tuple(
            c.ScriptNode(
                node.id,
                words(node.who),
                printed(node.says),
                tuple(
                    c.Saying(
                        o.id, printed(o.say), o.leads, printed(o.feedback), o.best, words(o.reply), o.opens, o.closes
                    )
                    for o in node.options
                ),
            )
            for node in shape.nodes
        ),
        ends=tuple(c.ScriptEnd(end.id, printed(end.text), end.reached) for end in shape.ends),
        hash=UNHASHED,
    )
    return _sealed(customer)


def _show(shape: schema.ShowShape) -> c.ShowScript:
    show = c.ShowScript(
        id=shape.id,
        title=printed(shape.title),
        setting=printed(shape.setting),
        minutes=shape.minutes,
        watch_for=printed(shape.watch_for),
        lines=tuple(
            c.ShowLine(seconds(line.at), printed(line.line), printed(line.stop) if line.stop is not None else None)
            for line in shape.lines
        ),
        hash=UNHASHED,
    )
    return _sealed(show)


def _calibrations(draft: ModuleDraft, checklist: c.Checklist) -> Iterator[c.Calibration]:
    return (_calibration(draft.calibrations[name].value, checklist) for name in sorted(draft.calibrations))


def _calibration(shape: schema.CalibrationShape, checklist: c.Checklist) -> c.Calibration:
    given = {one.item: one for one in shape.reference}
    references = (given[item.id] for item in checklist.items)
    calibration = c.Calibration(
        id=shape.id,
        title=printed(shape.title),
        setting=printed(shape.setting),
        minutes=shape.minutes,
        lines=tuple(
            c.SpokenLine(seconds(one.at), printed(one.who) if one.who is not None else None, printed(one.line))
            for one in shape.lines
        ),
        references=tuple(c.Reference(one.item, one.level, printed(one.why)) for one in references),
        checklist=checklist.hash,
        hash=UNHASHED,
    )
    return _sealed(calibration)


def _skill(shape: schema.SkillShape) -> c.Skill:
    return c.Skill(
        id=c.SkillId(shape.id),
        name=printed(shape.name),
        bar=float(shape.bar),
        checklist=c.ModuleId(shape.checklist),
        taught_by=tuple(c.ModuleId(name) for name in shape.taught_by),
        refresher_after_days=shape.refresher_after_days,
    )


def _path(draft: PathDraft) -> c.Path:
    modules = tuple(
        c.PathModule(c.ModuleId(m.value.module), m.value.day, c.Half(m.value.half), c.ReadingDuty(m.value.reading))
        for m in draft.modules
    )
    skills = tuple(
        c.PathSkill(
            c.SkillId(s.value.skill),
            s.value.ready_by_day,
            s.value.review_within_days,
            tuple(s.value.shows),
            tuple(s.value.tries),
        )
        for s in draft.skills
    )
    return _sealed(c.Path(c.PathId(draft.stem), printed(draft.head.value.name), modules, skills, UNHASHED))
