"""A section as HTML: safe, accessible, and in the product's own markup."""

import re

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lms.curriculum.faults import Fault, Place
from lms.curriculum.lessons import read_lesson
from lms.curriculum.markup import Surroundings
from lms.curriculum.render import Renderer, sanitized
from lms.i18n import Language

from .course import Course

RENDERER = Renderer()


def render(markdown: str, language: Language = Language.ZH, links: dict[str, str] | None = None) -> str:
    """The HTML of a section with this body."""
    lesson = read_lesson(f"---\nid: x\n---\n## 标题 {{#here minutes=1}}\n{markdown}", Place("zh.md"), [])
    around = Surroundings(language, "here", "标题", links or {}, {})
    rendered = RENDERER.section(lesson.sections[0], around)
    assert not isinstance(rendered, Fault), rendered
    return rendered.html


def test_paragraph_like_blocks_are_numbered_in_order_and_counted(course: Course) -> None:
    for lesson in course.catalog().modules["calling"].lessons.values():  # type: ignore[index]
        for section in lesson.sections:
            numbers = [int(n) for n in re.findall(r'id="p-(\d+)"', section.html)]
            assert numbers == list(range(1, section.paragraphs + 1))


def test_both_languages_of_a_section_resume_at_the_same_blocks(course: Course) -> None:
    zh, en = course.catalog().modules["calling"].lessons.values()  # type: ignore[index]
    assert [s.paragraphs for s in zh.sections] == [s.paragraphs for s in en.sections]


def test_no_id_stands_twice_in_a_lesson_but_for_the_numbers_of_blocks(course: Course) -> None:
    for lesson in course.catalog().modules["calling"].lessons.values():  # type: ignore[index]
        ids = [i for s in lesson.sections for i in re.findall(r'id="([^"]+)"', s.html) if not i.startswith("p-")]
        assert len(ids) == len(set(ids))


def test_every_section_is_valid_html(course: Course) -> None:
    for lesson in course.catalog().modules["calling"].lessons.values():  # type: ignore[index]
        for section in lesson.sections:
            html5lib.HTMLParser(strict=True).parseFragment(section.html)


def test_a_line_break_in_chinese_is_no_space() -> None:
    assert (
        render("小陈一天\n接电话，\n用**Excel**\n排。")
        == '<p id="p-1">小陈一天接电话，用<strong>Excel</strong>排。</p>'
    )


def test_english_gets_typographic_quotes_but_not_in_code() -> None:
    assert render('She says "*not* needed" `"x"`.', Language.EN) == (
        '<p id="p-1">She says “<em>not</em> needed” <code>"x"</code>.</p>'
    )


def test_a_check_leaves_a_place_for_the_page_to_fill() -> None:
    assert (
        render("字\n\n[check: wait-two]\n\n字")
        == '<p id="p-1">字</p>\n<div data-check="wait-two"></div>\n<p id="p-2">字</p>'
    )


def test_callouts_are_notes_with_a_title_that_is_no_place_to_resume() -> None:
    html = render('!!! today "今天只改一样"\n    写下来。\n\n    - 数一数')
    assert '<div class="callout callout-today" role="note">\n<p class="callout-title">今天只改一样</p>' in html
    assert '<p id="p-1">写下来。</p>' in html
    assert '<li id="p-2">数一数</li>' in html


def test_a_wide_table_scrolls_by_keyboard_and_has_a_name() -> None:
    html = render("### 账 {#sum}\n\n| a | b |\n|---|:-:|\n| 1 | 2 |\n\n| c |\n|---|\n| 3 |")
    assert 'class="table-scroll" tabindex="0" role="region" aria-label="表：账"' in html
    assert 'aria-label="表：账2"' in html
    assert '<th class="align-center" scope="col">b</th>' in html
    assert "style=" not in html


def test_level_3_headings_follow_the_title_of_the_page() -> None:
    assert '<h2 id="sum">账</h2>' in render("### 账 {#sum}")


def test_links_out_of_the_house_tell_nothing_and_links_within_it_are_resolved() -> None:
    html = render("[外](https://example.com/a) [内](#there)", links={"#there": "other#there"})
    assert '<a href="https://example.com/a" rel="noopener noreferrer">外</a>' in html
    assert '<a href="other#there">内</a>' in html


def test_lists_of_tasks_are_boxes_to_print() -> None:
    html = render("- [ ] 写\n- [x] 数")
    assert '<li class="task-list-item" id="p-1"><span class="box" aria-hidden="true"></span>写</li>' in html
    assert "box done" in html
    assert "<input" not in html


def test_details_fold() -> None:
    html = render('??? note "再看"\n    一段。')
    assert '<details class="details">\n<summary>再看</summary>' in html


def test_a_dialogue_within_a_callout_is_a_dialogue() -> None:
    html = render('!!! tip "试"\n    ```dialogue id=d ours=周\n    1. 周：好\n    ```')
    assert '<ol class="dialogue" id="d"' in html


def test_attributes_that_authors_could_smuggle_in_are_dropped() -> None:
    html = render('一段。\n{onclick="x()" style="color:red" class="fixed" id="top"}\n')
    assert html == '<p class="" id="p-1">一段。</p>'


def test_named_entities_are_characters() -> None:
    assert render("a&nbsp;b &copy; &unknown; & <") == '<p id="p-1">a&nbsp;b © &amp;unknown; &amp; &lt;</p>'


@pytest.mark.parametrize(
    "bad",
    [
        "<script>alert(1)</script>",
        '<img src="x" onerror="alert(1)">',
        '<a href="javascript:alert(1)">x</a>',
        '<svg onload="alert(1)"><script>1</script><foreignObject><p>x</p></foreignObject></svg>',
        '<iframe src="https://x.example"></iframe>',
        '<p style="position:fixed">x</p>',
        '<form action="/sign-out"><input name="x"></form>',
        '<svg><use href="https://x.example/a.svg#b"></use></svg>',
        "<math><mtext><style><img src=x onerror=alert(1)></style></mtext></math>",
    ],
)
def test_nothing_that_runs_passes_the_sanitizer(bad: str) -> None:
    clean = sanitized(bad)
    assert not re.search(r"script|onerror|onload|javascript|iframe|style=|<form|<input|<img|foreignObject", clean)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="a中 \n\"'*_`#[](){}<>!|-:&;=1.^~?/\\", max_size=60))
def test_any_markdown_gives_html_without_scripts_or_a_fault(text: str) -> None:
    lesson = read_lesson(f"---\nid: x\n---\n## 标题 {{#here minutes=1}}\n{text}", Place("zh.md"), [])
    rendered = RENDERER.section(lesson.sections[0], Surroundings(Language.ZH, "here", "标题", {}, {}))
    if not isinstance(rendered, Fault):
        html5lib.HTMLParser(strict=True).parseFragment(rendered.html)
