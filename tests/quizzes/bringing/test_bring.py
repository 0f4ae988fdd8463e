"""Bringing a file in: what becomes of each question, where it is written, and that nothing else changes."""

import json
import os
from pathlib import Path

import pytest

from lms.quizzes.bringing.bring import bring
from lms.quizzes.bringing.found import Folders, Unusable
from tests.curriculum.course import Course

from .papers import csv_of, report, run

SINGLE = ["单选题", "先问哪句？", "价格", "用途", "预算", "", "B", "用途在先", "中"]
BROKEN = ["单选题", "再问哪句？", "价格", "用途", "预算", "", "E", "", ""]
WHOLE_HEADER = [
    *("题型", "题干", "题干(英文)", "难度", "考点", "小节", "答案"),
    *(f"{part}{letter}{language}" for letter in "ABC" for part in ("选项", "反馈") for language in ("", "(英文)")),
]
WHOLE = [
    *("单选题", "先说哪一句话？", "Which line comes first?", "2", "waits", "what-broke", "A"),
    *("甲甲甲", "aaa", "对", "yes", "乙乙乙", "bbb", "不", "no", "丙丙丙", "ccc", "不", "no"),
]


def test_what_lacks_something_waits_in_the_drafts_with_what_it_lacks(course: Course) -> None:
    pool = course.path("quizzes/calling.yaml").read_bytes()
    answer = report(course, "calling.csv", csv_of(SINGLE, BROKEN))
    (accepted,), (rejected,) = answer["accepted"], answer["rejected"]
    assert (accepted["where"], accepted["kind"], accepted["to"]) == ("row 2", "single", "quizzes/drafts/calling.yaml")
    assert "'outcome'; 'section'; feedback for each of the options; the English of the ask" in accepted["why"]
    assert (rejected["where"], rejected["why"]) == ("row 3", "the answer names the option E, which is not there")
    draft = course.path("quizzes/drafts/calling.yaml").read_text()
    assert "# lacks: 'outcome'; 'section'; feedback for each of the options; the English of" in draft
    assert f"- id: {accepted['id']}\n  kind: single\n  difficulty: 2\n  ask:\n    zh: 先问哪句？\n" in draft
    assert course.path("quizzes/calling.yaml").read_bytes() == pool


def test_content_check_tells_what_waits_as_advice_and_the_edition_stands(course: Course) -> None:
    before = course.catalog().hash
    report(course, "calling.csv", csv_of(SINGLE))
    result = course.load()
    assert result.faults == ()
    assert result.catalog is not None
    assert result.catalog.hash == before
    (advice,) = [a for a in result.advice if a.file == "quizzes/drafts/calling.yaml"]
    assert advice.what.startswith("1 item waits; they lack 'outcome' (1), 'section' (1)")
    course.append("quizzes/drafts/calling.yaml", "- [\n")
    assert "cannot be read" in next(a.what for a in course.load().advice if "drafts" in a.file)
    assert course.load().faults == ()


def test_what_has_everything_joins_the_pool_and_the_content_stays_sound(course: Course) -> None:
    pool = course.path("quizzes/calling.yaml")
    before = pool.read_bytes()
    answer = report(course, "a.csv", csv_of(WHOLE, header=WHOLE_HEADER), "--module", "calling")
    assert [(fate["to"], fate["id"]) for fate in answer["accepted"]] == [
        ("quizzes/calling.yaml", "which-line-comes-first")
    ]
    assert pool.read_bytes().startswith(before)
    questions = course.catalog().modules["calling"].pool.questions
    assert questions[-1].id == "which-line-comes-first"


def test_no_import_stops_the_edition_what_the_content_check_objects_to_waits_instead(course: Course) -> None:
    rows = [[cell.replace("先说", f"{n}先说").replace("first", f"at {n}") for cell in WHOLE] for n in range(20)]
    data = csv_of(*rows, header=WHOLE_HEADER)
    answer = report(course, "a.csv", data, "--module", "calling")
    assert [fate["to"] for fate in answer["accepted"]] == ["quizzes/drafts/calling.yaml"] * 20
    assert "the content check says: the key is option 1 in 2" in answer["accepted"][0]["why"]
    assert "# the content check: the key is option 1" in course.path("quizzes/drafts/calling.yaml").read_text()
    assert course.load().faults == ()
    assert len(report(course, "a.csv", data, "--module", "calling")["skipped"]) == 20


def test_ids_that_are_taken_get_a_mark_and_several_kinds_join_the_pool(course: Course) -> None:
    header = [*WHOLE_HEADER, "选项D", "选项D(英文)", "反馈D", "反馈D(英文)"]
    rows = [[*WHOLE, "丁丁丁", "ddd", "不", "no"], [*WHOLE, "丁丁丁", "ddd", "不", "no"]]
    rows[1][1:3] = ["选两项", "Choose two"]
    rows[1][0], rows[1][6] = "多选题", "AB"
    course.change("quizzes/calling.yaml", "- id: which-ones", "- id: choose-two", 1)
    answer = report(course, "a.csv", csv_of(*rows, header=header), "--module", "calling")
    assert [fate["to"] for fate in answer["accepted"]] == ["quizzes/calling.yaml"] * 2
    assert answer["accepted"][1]["id"].startswith("choose-two-")
    assert course.load().faults == ()


def test_an_outcome_that_the_lesson_does_not_have_keeps_an_item_out_of_the_pool(course: Course) -> None:
    cells = ["nothing" if cell == "waits" else cell for cell in WHOLE]
    answer = report(course, "a.csv", csv_of(cells, header=WHOLE_HEADER), "--module", "calling")
    assert answer["accepted"][0]["why"] == "it still lacks an outcome of the lesson ('nothing' is none)"
    assert answer["accepted"][0]["to"] == "quizzes/drafts/calling.yaml"


def test_a_second_time_everything_is_skipped_and_no_byte_changes(course: Course) -> None:
    data = csv_of(SINGLE, SINGLE, ["判断题", "先报价", "", "", "", "", "×", "", ""])
    first = report(course, "calling.csv", data)
    assert (len(first["accepted"]), [fate["where"] for fate in first["skipped"]]) == (2, ["row 3"])
    draft = course.path("quizzes/drafts/calling.yaml").read_bytes()
    again = report(course, "calling.csv", data)
    assert (len(again["accepted"]), len(again["skipped"])) == (0, 3)
    assert "it is there already, as 'imported-" in again["skipped"][0]["why"]
    assert course.path("quizzes/drafts/calling.yaml").read_bytes() == draft
    other_dress = csv_of(["单选", " 先问哪句? ", "用途", "预算", "价格", "", "A", "", ""])
    assert len(report(course, "calling.csv", other_dress)["skipped"]) == 1


def test_a_dry_run_tells_the_same_and_writes_nothing(course: Course) -> None:
    before = {path: path.read_bytes() for path in course.folder.rglob("*") if path.is_file()}
    dry = report(course, "calling.csv", csv_of(SINGLE, BROKEN), "--dry-run")
    after = {
        path: path.read_bytes() for path in course.folder.rglob("*") if path.is_file() and path.name != "calling.csv"
    }
    assert after == before
    wet = report(course, "calling.csv", csv_of(SINGLE, BROKEN))
    assert {**dry, "dry_run": False} == wet


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    "text",
    [
        "- id: a # b\n  kind: open\n<here>\n# the end\n",
        "# top\nitems:\n  - id: a\n    model: {zh: 甲,\n      en: b}\n<here>\ncheck:\n  minutes: 5\n",
        "check: {minutes: 5}\nitems:\n- id: a\n  kind: open\n<here>",
        "items:\n- id: a\n  ask:\n    zh: |\n      一\n      二\n<here># end\n",
        "items:\n<here>check:\n  minutes: 5\n",
        "# only a comment\n<here>",
        "\ufeffitems:\n- id: a\n  kind: open\n<here>",
        "items:\n- id: a\n  answer: [a,\n    b]\n<here>",
        "items:\n- id: a\n  ask: 'one\n    two'\n<here># end",
    ],
)
def test_only_lines_are_added(course: Course, text: str, line_end: str) -> None:
    head, tail = (part.replace("\n", line_end).encode() for part in text.split("<here>"))
    course.write("quizzes/drafts/calling.yaml", head + tail)
    answer = report(course, "calling.csv", csv_of(SINGLE))
    written = course.path("quizzes/drafts/calling.yaml").read_bytes()
    assert written.startswith(head)
    assert written.endswith(tail)
    assert written.count(b"\r\n") == (written.count(b"\n") if line_end == "\r\n" else 0)
    again = report(course, "calling.csv", csv_of(SINGLE))
    assert again["skipped"][0]["id"] == answer["accepted"][0]["id"]


def test_a_last_line_without_end_gets_one(course: Course) -> None:
    course.write("quizzes/drafts/calling.yaml", "items:\n- id: a\n  kind: open")
    report(course, "calling.csv", csv_of(SINGLE))
    assert "  kind: open\n# lacks" in course.path("quizzes/drafts/calling.yaml").read_text()


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("items: [", "brackets|expected"),
        ("items: {a: 1}\n", "no list of items"),
        ("items: [{id: a}]\n", "stands in brackets"),
    ],
)
def test_a_file_to_which_nothing_can_be_added_is_refused_untouched(course: Course, text: str, why: str) -> None:
    course.write("quizzes/drafts/calling.yaml", text)
    course.write("calling.csv", csv_of(SINGLE))
    with pytest.raises(Unusable):
        bring(course.path("calling.csv"), Folders(course.courses, course.quizzes))
    assert course.path("quizzes/drafts/calling.yaml").read_text() == text


def test_a_draft_file_never_grows_beyond_what_content_files_may_hold(course: Course) -> None:
    course.write("quizzes/drafts/calling.yaml", "# " + "x" * 998_000 + "\nitems:\n")
    rows = [["判断题", f"第{n}件事" + "事" * 200, "", "", "", "", "×", "", ""] for n in range(3)]
    answer = report(course, "calling.csv", csv_of(*rows))
    assert len(answer["accepted"]) == 1
    assert "larger than a content file" in answer["rejected"][0]["why"]


def test_the_module_is_named_by_option_column_or_file_name(course: Course) -> None:
    header = ["题干", "答案", "模块"]
    rows = [["先报价", "×", "calling"], ["后报价", "√", "basics"], ["不报价", "√", "bsics"], ["再报价", "√", ""]]
    answer = report(course, "a.csv", csv_of(*rows, header=header))
    assert [fate["to"] for fate in answer["accepted"]] == ["quizzes/drafts/calling.yaml", "quizzes/drafts/basics.yaml"]
    assert [fate["why"] for fate in answer["rejected"]] == [
        "unknown module 'bsics'; did you mean 'basics'?",
        "nothing says which module it belongs to",
    ]


@pytest.mark.parametrize(
    ("name", "options", "what"),
    [
        ("a.csv", [], "nothing says which module"),
        ("calling.csv", ["--module", "caling"], "unknown module 'caling'"),
        ("calling.csv", ["--module", "../x"], "unknown module '../x'"),
        ("calling.csv", ["--format", "moodle"], "no whole XML"),
    ],
)
def test_a_command_that_cannot_be_followed_ends_with_2_and_an_error_in_json(
    course: Course, name: str, options: list[str], what: str
) -> None:
    answer = report(course, name, csv_of(SINGLE), *options)
    assert what in answer["error"]["what"]
    assert answer["error"]["mend"]
    assert answer["accepted"] == answer["skipped"] == answer["rejected"] == []


@pytest.mark.parametrize(("size", "refused"), [(5_000_001, True), (0, True)])
def test_files_that_are_too_large_or_empty_or_missing_are_refused(course: Course, size: int, refused: bool) -> None:
    answer = report(course, "calling.csv", b" " * size)
    assert ("bytes" in answer["error"]["what"]) == (size > 0)
    course.path("calling.csv").unlink()
    code, output = run(course, "import", course.path("calling.csv"), "--json")
    assert (code, json.loads(output)["error"]["what"]) == (2, "there is no such file")


def test_to_read_on_a_terminal_the_last_line_has_the_totals(course: Course) -> None:
    course.write("calling.csv", csv_of(SINGLE, BROKEN, SINGLE))
    code, output = run(course, "import", course.path("calling.csv"), "--dry-run")
    assert code == 1
    assert output.rstrip().endswith(
        "3 questions found in calling.csv: 1 accepted, 1 skipped, 1 rejected; a dry run, nothing was written."
    )
    assert "row 3: rejected: the answer names the option E, which is not there\n    再问哪句？" in output


def test_a_file_that_changes_meanwhile_is_not_overwritten(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    report(course, "calling.csv", csv_of(SINGLE))
    draft = course.path("quizzes/drafts/calling.yaml")
    synced = os.fsync

    def changes(handle: int) -> None:
        draft.write_text("items: []\n")
        synced(handle)

    monkeypatch.setattr(os, "fsync", changes)
    course.write("calling.csv", csv_of(["判断题", "先报价", "", "", "", "", "×", "", ""]))
    with pytest.raises(Unusable, match="changed meanwhile"):
        bring(course.path("calling.csv"), Folders(course.courses, course.quizzes))
    assert draft.read_text() == "items: []\n"
    assert [path.name for path in draft.parent.iterdir()] == ["calling.yaml"]


def test_pictures_are_written_beside_the_lesson_and_the_content_check_knows_them(course: Course) -> None:
    png = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    text = f'<![CDATA[看图<img src="data:image/png;base64,{png}" alt="图">]]>'
    stem = f'<questiontext format="html"><text>{text}</text></questiontext>'
    answer = report(course, "calling.xml", f'<quiz><question type="essay">{stem}</question></quiz>')
    (name,) = answer["images"]
    assert course.path(f"courses/{name}").read_bytes().startswith(b"\x89PNG")
    assert f"![图](images/{Path(name).name})" in course.path("quizzes/drafts/calling.yaml").read_text()
    assert "words in place of the picture" in answer["accepted"][0]["why"]
    assert course.load().faults == ()
