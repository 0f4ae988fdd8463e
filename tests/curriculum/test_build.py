"""From files to the catalog."""

from dataclasses import replace

import pytest

from lms.curriculum.catalog import Half, ModuleId, PathId, ReadingDuty, SkillId
from lms.curriculum.frozen import hash_of, plain
from lms.i18n import Language, Text

from .course import Course

CALLING = ModuleId("calling")


def test_a_catalog_holds_all_that_the_files_say(course: Course) -> None:
    catalog = course.catalog()
    module = catalog.modules[CALLING]
    assert set(catalog.modules) == {"calling", "basics"}
    assert module.title == Text("怎么打", "How to “call”")
    assert [outcome.id for outcome in module.outcomes] == ["past-the-desk", "waits", "books"]
    assert [len(lesson.sections) for lesson in module.lessons.values()] == [5, 5]
    assert module.checks["wait-two-seconds"].body.answer == "wait"
    assert [card.difficulty for card in module.cards] == [1, 2, 3]
    assert catalog.modules[ModuleId("basics")].checklist is None
    assert catalog.checklist_of(SkillId("calling")).items[0].critical
    assert module.show is not None
    assert [line.second for line in module.show.lines] == [0, 8]


def test_items_of_each_kind_have_their_answers(course: Course) -> None:
    pool = course.catalog().modules[CALLING].pool
    which, true = pool.question("which-ones"), pool.question("is-it-so")
    assert which is not None
    assert true is not None
    assert (which.kind, which.body.answer) == ("multiple", ("a", "b"))
    assert (true.body.answer, true.body.options[0].text, true.body.reason) == ("true", None, "late")
    assert which.dialogue == (Text("孙总：多少钱？", "Sun: How much?"),)


def test_english_texts_of_items_have_typographic_quotes(course: Course) -> None:
    question = course.catalog().modules[CALLING].pool.questions[0]
    assert question.ask.en == "Say “which” line?"
    assert question.scene is not None
    assert question.scene.en == "He’s counting"


def test_a_path_tells_what_it_asks_of_trainers(course: Course) -> None:
    path = course.catalog().paths[PathId("sales")]
    assert path.trainer_minutes == 2 * 15 + 6 * 12
    assert (path.modules[1].half, path.modules[1].reading) == (Half.PM, ReadingDuty.READER)


def test_links_lead_to_pages_of_sections(course: Course) -> None:
    course.change("courses/calling/en.md", "(#takeaway)", "(#what-broke) [it](#first-call) [all](../basics/en.md)")
    html = course.catalog().modules[CALLING].lessons[Language.EN].sections[0].html
    for address in ("#what-broke", "first-call", "../basics", "../basics/first-call#what-broke"):
        assert f'<a href="{address}">' in html


@pytest.mark.parametrize(
    ("name", "old", "new", "changed"),
    [
        ("quizzes/calling.yaml", "en: too early", "en: much too early", {"pool", "module"}),
        ("courses/calling/en.md", "Chen takes 70", "Chen takes 80", {"module"}),
        ("courses/calling/images/tally.svg", ">60<", ">61<", {"module"}),
        ("courses/calling/checklist.yaml", "Act 1", "Act one", {"checklist", "module"}),
        ("courses/calling/cards/card-1.yaml", "Hung up", "Rang off", {"card", "module"}),
        ("courses/calling/show.yaml", "Hello", "Hullo", {"show", "module"}),
        ("courses/paths/sales.yaml", "tries: [2, 4, 7,", "tries: [2, 4, 8,", {"path"}),
        ("quizzes/calling.yaml", "- id: item-0", "# a remark\n- id: item-0", set()),
    ],
)
def test_a_hash_changes_with_its_own_meaning_only(
    course: Course, name: str, old: str, new: str, changed: set[str]
) -> None:
    def hashes() -> dict[str, str]:
        catalog = course.catalog()
        module = catalog.modules[CALLING]
        assert module.checklist is not None
        assert module.show is not None
        return {
            "pool": module.pool.hash, "module": module.hash, "checklist": module.checklist.hash,
            "card": module.cards[0].hash, "show": module.show.hash, "path": catalog.paths[PathId("sales")].hash,
        }  # fmt: skip

    before = hashes()
    course.change(name, old, new)
    after = hashes()
    assert {kind for kind in before if before[kind] != after[kind]} == changed


def test_a_hash_covers_the_frozen_body(course: Course) -> None:
    question = course.catalog().modules[CALLING].pool.questions[0]
    assert len(question.hash) == 32
    assert hash_of(plain(question)) == question.hash
    assert hash_of(plain(replace(question, difficulty=3 - question.difficulty))) != question.hash
