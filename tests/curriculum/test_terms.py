"""Terms: one meaning each, marked where they stand first in the running text of a section."""

import re

import pytest

from lms.curriculum.faults import Fault, Place
from lms.curriculum.lessons import read_lesson
from lms.curriculum.markup import Surroundings
from lms.curriculum.render import Renderer
from lms.curriculum.terms import Finder, Meant
from lms.i18n import Language

from .course import Course

TERMS = "courses/calling/terms.yaml"
ZH = [
    Meant("grade", "分级", ("分级",), "分A到D"),
    Meant("grading-table", "分级表", ("分级表",), "一张表"),
    Meant("bom", "物料清单", ("物料清单", "BOM"), "装一件要哪些料"),
]
EN = [
    Meant("lead", "lead", ("lead", "leads"), "Who might buy"),
    Meant("lead-time", "lead time", ("lead time",), "Days until it is there"),
]


def marked(markdown: str, language: Language = Language.EN) -> tuple[str, list[str]]:
    """A section's HTML, and the words in it that are marked."""
    lesson = read_lesson(f"---\nid: x\n---\n## 标题 {{#here minutes=1}}\n{markdown}", Place("zh.md"), [])
    around = Surroundings(language, "here", "标题", {"#there": "there"}, {})
    rendered = Renderer({Language.ZH: Finder(ZH), Language.EN: Finder(EN)}).section(lesson.sections[0], around)
    assert not isinstance(rendered, Fault), rendered
    return rendered.html, re.findall(r"<button[^>]*>([^<]*)</button>", rendered.html)


def test_a_term_is_a_button_that_shows_its_meaning_without_a_script_and_links_to_the_glossary() -> None:
    html, _ = marked("Every lead counts.")
    assert html == (
        '<p id="p-1">Every <span class="term"><button type="button" popovertarget="here-m-lead">lead</button>'
        '<span class="meaning" id="here-m-lead" popover="auto"><strong>lead</strong><span> Who might buy </span>'
        '<a href="../../glossary#term-lead">Glossary</a></span></span> counts.</p>'
    )


def test_english_words_are_found_whole_in_capitals_or_not_and_the_longer_term_first() -> None:
    assert marked("Leadership misleads. LEADS with a lead-in, a lead\ntime, the lead's name.")[1] == [
        "LEADS", "lead\ntime",
    ]  # fmt: skip


def test_chinese_takes_the_longest_and_marks_each_term_once_a_section() -> None:
    html, words = marked("分级表看分级，分级。\n\nABOM不是，“BOM”是，BOM不再标。", Language.ZH)
    assert words == ["分级表", "分级", "BOM"]
    assert "“<button" in html, "an opening quotation mark stays on the line of the word it opens"
    assert '</button>”<span class="meaning"' in html


def test_only_running_text_is_marked() -> None:
    apart = """
### The lead {#lead}

[a lead](#there) and `lead`

| lead |
| --- |
| x |

??? note "lead"
    x

!!! tip "A lead"
    x

```dialogue id=d ours=lead
1. lead: x
```
"""
    assert marked(apart)[1] == []
    assert marked(f"{apart}\n```dialogue id=e ours=Zhou\n1. Zhou: A lead? 〔No lead.〕\n```")[1] == ["lead"]
    assert marked("- **every lead**\n\n| a |\n| --- |\n| lead time |")[1] == ["lead", "lead time"]


def test_the_terms_of_all_modules_are_marked_in_each(course: Course) -> None:
    catalog = course.catalog()
    lesson = catalog.modules["basics"].lessons[Language.EN]  # type: ignore[index]
    assert re.findall(r"<button[^>]*>(.*?)</button>", lesson.sections[0].html) == ["calls", "desk"]
    assert [term.id for term in catalog.modules["calling"].terms] == ["call", "desk"]  # type: ignore[index]


def test_who_read_a_module_read_the_same_one_when_a_meaning_is_mended(course: Course) -> None:
    before = course.catalog()
    course.change(TERMS, "Who answers the switchboard", "Who answers first")
    after = course.catalog()
    assert after.hash != before.hash
    assert [m.hash for m in after.modules.values()] == [m.hash for m in before.modules.values()]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("id: desk", "id: call", "the term 'call' stands here twice"),
        ("section: first-call", "section: first-cal", "unknown section 'first-cal'; did you mean 'first-call'?"),
        ("{zh: 前台, en: desk}", "{zh: 前台, en: Calls}", "'Calls' has two meanings in English"),
        ("{zh: 前台, en: desk}", "{zh: 来电, en: desk}", "'来电' has two meanings in Chinese"),
        ("en: Who answers the switchboard", f'en: "{"x" * 201}"', "longer than 200 characters"),
        ("section: first-call", "section: first-call\n  pinyin: Qián", "without tones"),
    ],
)
def test_what_would_mislead_a_reader_is_a_fault_at_its_line(course: Course, old: str, new: str, words: str) -> None:
    line = course.line_of(TERMS, old)
    course.change(TERMS, old, new)
    fault = course.the_fault(TERMS)
    assert words in str(fault)
    assert fault.line == line + new.count("\n")


def test_a_term_may_stand_in_one_module_only(course: Course) -> None:
    course.write("courses/basics/terms.yaml", course.path(TERMS).read_text())
    faults = course.faults(TERMS)
    assert [fault.what for fault in faults].count("the term 'desk' stands here twice") == 1
    assert all("courses/basics/terms.yaml" in fault.mend for fault in faults)


def test_a_term_that_its_section_does_not_hold_is_advice(course: Course) -> None:
    course.change(TERMS, "{zh: 前台, en: desk}", "{zh: 前台, en: front desk}")
    result = course.load()
    assert not result.faults
    assert [(advice.file, advice.what) for advice in result.advice] == [
        (TERMS, "the section 'first-call' doesn't hold 'front desk' in English")
    ]
