"""Dialogues: their lines, notes and stage directions."""

import pytest

from lms.curriculum.dialogues import dialogue_html, read_dialogue
from lms.curriculum.faults import Fault, Place
from lms.i18n import Language


def read(*rows: str, header: str = "id=call ours=小周") -> tuple[list[Fault], str]:
    faults: list[Fault] = []
    dialogue = read_dialogue(header, rows, Place("zh.md", 10), faults)
    return faults, dialogue_html(dialogue, Language.ZH)


def test_a_dialogue_reads_as_numbered_lines_even_without_any_style() -> None:
    faults, markup = read("1. 小周：您好〔白用三秒〕", "", "6. 小陈：不需要。（挂了）")
    assert not faults
    assert '<ol class="dialogue" id="call" role="list" aria-label="对话">' in markup
    assert '<li value="1"><span class="who ours">小周<span class="colon">：</span></span>' in markup
    assert '<span class="said">您好</span><span class="note">〔白用三秒〕</span>' in markup
    assert '<li value="6"><span class="who">小陈' in markup
    assert '不需要。<span class="seen">（挂了）</span>' in markup


def test_an_english_dialogue_has_spaces_round_its_parts_and_no_brackets_round_its_notes() -> None:
    faults: list[Fault] = []
    row = '1. Zhou: Is that "Shiheng"? (A pause.) 〔Three seconds gone〕'
    dialogue = read_dialogue('id=call ours="Zhou"', [row], Place("en.md"), faults)
    markup = dialogue_html(dialogue, Language.EN)
    assert "“Shiheng”? <span" in markup
    assert '</span> <span class="note">Three seconds gone</span>' in markup


def test_markup_in_a_dialogue_is_shown_not_obeyed() -> None:
    _, markup = read('1. 小周：<b onclick="x">&amp;')
    assert "&lt;b onclick=" in markup
    assert "&amp;amp;" in markup


@pytest.mark.parametrize(
    ("rows", "header", "line", "words"),
    [
        (["1. 小周：你好", "没有说话人"], "id=call ours=小周", 12, "this is no line of a dialogue"),
        (["1. 小周：你好", "1. 小陈：哪里"], "id=call ours=小周", 12, "line 1 follows line 1"),
        (["1. 小周：你好〔一〕再说"], "id=call ours=小周", 11, "keep one note, at the end of the line"),
        (["1. 小周：〔只有注〕"], "id=call ours=小周", 11, "nothing is said"),
        (["1. 小周：你好"], "ours=小周", 10, "the dialogue has no id"),
        (["1. 小周：你好"], "id=call", 10, "does not say who is ours"),
        (["1. 小周：你好"], "id=call ours=小州", 10, "unknown speaker '小州'; use one of 小周"),
        (["1. 小周：你好"], "id=call our=小周 ours=小周", 10, "unknown attribute of a dialogue 'our'"),
        ([], "id=call ours=小周", 10, "the dialogue has no lines"),
    ],
)
def test_faults_of_a_dialogue_stand_at_their_line(rows: list[str], header: str, line: int, words: str) -> None:
    faults, _ = read(*rows, header=header)
    assert any(fault.line == line and words in str(fault) for fault in faults), faults
