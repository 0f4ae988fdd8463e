"""The product's own curriculum, and the examples of the author's guide."""

import re

import pytest

from lms.config import ROOT
from lms.curriculum import mark_rules, schema
from lms.curriculum.catalog import PathId
from lms.curriculum.faults import Fault, Place
from lms.curriculum.item_shapes import check_shape, question_of, question_shape, read_questions
from lms.curriculum.marks import take_out
from lms.curriculum.nodes import read_yaml
from lms.curriculum.reading import read_shape
from lms.curriculum.world_shapes import FirmShape
from lms.questions.kinds import KINDS, kind_of
from tests.shipped import content, reading

GUIDE = (ROOT / "docs" / "authors-guide.md").read_text()
SHAPES = {
    "## Skills": schema.SkillShape,
    "## Paths": schema.PathShape,
    "## The world": FirmShape,
    "## Small checks": check_shape(),
    "## Terms": schema.TermShape,
    "## Quiz pools": schema.PoolShape,
    "## Checklists": schema.ChecklistShape,
    "## Role plays": schema.CardShape,
    "## Scripted customers": schema.CustomerShape,
    "## Show scripts": schema.ShowShape,
}


def test_the_curriculum_has_no_fault() -> None:
    result = reading()
    assert not result.faults, "\n" + "\n".join(map(str, result.faults))


@pytest.mark.parametrize("file", ["zh.md", "en.md"])
def test_the_first_lesson_counts_as_the_paths_promise(file: str) -> None:
    """What newcomers are owed by the working days of 30, 60 and 90 days stands there in a table."""
    text = (ROOT / "courses" / "training-plan" / file).read_text().replace("／", "/").replace(" ", "")
    paths = content().paths
    for last_day in (21, 42, 63):
        cells = [
            f"{sum(day <= last_day for skill in paths[path].skills for day in skill.shows)}"
            f"/{sum(day <= last_day for skill in paths[path].skills for day in skill.tries)}"
            for path in (PathId("sales"), PathId("presales"))
        ]
        assert f"|{'|'.join(cells)}|" in text


@pytest.mark.parametrize("heading", SHAPES)
def test_the_guides_example_has_the_shape_that_is_checked(heading: str) -> None:
    chapter = GUIDE[GUIDE.index(heading) :]
    example = re.search(r"```yaml\n(.*?)```", chapter, re.DOTALL)
    assert example is not None
    faults: list[Fault] = []
    node = read_yaml(example[1], Place("authors-guide.md"), faults)
    assert node is not None
    for entry in node.entries() or (node,):
        read_shape(SHAPES[heading], entry, faults)
    assert not faults, faults


def test_the_guides_marks_are_borne_out_by_the_world() -> None:
    chapter = GUIDE[GUIDE.index("### Marks") :]
    example = re.search(r"```\n(.*?)```", chapter, re.DOTALL)
    found = content()
    assert example is not None
    marked = take_out(example[1], Place("authors-guide.md"))
    assert len(marked.marks) == 4
    assert not list(mark_rules.faults_of({"a.yaml": marked}, mark_rules.Known(found.world.firms)))


def test_the_guide_has_an_example_of_every_kind_of_item_that_the_kind_finds_whole() -> None:
    chapter = GUIDE[GUIDE.index("## Quiz pools") : GUIDE.index("## Checklists")]
    kinds = set()
    for example in re.findall(r"```yaml\n(.*?)```", chapter, re.DOTALL):
        faults: list[Fault] = []
        node = read_yaml(example, Place("authors-guide.md"), faults)
        assert node is not None
        for entry in read_questions(node.child("items") or node, faults):
            question = question_of(entry.value)
            kinds.add(question.kind)
            if len(kinds) > 1:  # the first is cut short, to show what every item has
                assert not list(kind_of(question).problems(question)), question.id
        assert not faults, faults
    assert kinds == set(KINDS)


def test_the_guide_names_every_key_of_every_shape() -> None:
    shapes = [shape for shape in vars(schema).values() if isinstance(shape, type) and issubclass(shape, schema.Shape)]
    keys = {key for shape in [*shapes, *map(question_shape, KINDS)] for key in shape.model_fields}
    assert not {key for key in keys if not re.search(rf"\b{key}\b", GUIDE)}
