"""Questions out of CSV and XLSX."""

import io

import pytest
from openpyxl import load_workbook

from lms.quizzes.bringing.found import Unusable

from .papers import HEADER, csv_of, item, read, why_rejected, xlsx_of

ABC = ["单选题", "先问哪句？", "价格", "用途", "预算", ""]


def row(answer: str, explanation: str = "", level: str = "", kind: str = "单选题") -> bytes:
    return csv_of([kind, *ABC[1:], answer, explanation, level])


def test_a_row_is_an_item_whose_explanation_is_the_feedback_of_its_key() -> None:
    made = item("sheet", row("B", "用途在先", "难"))
    assert (made["kind"], made["answer"], made["difficulty"]) == ("single", "b", 3)
    assert made["ask"] == {"zh": "先问哪句？"}
    assert [option.get("feedback") for option in made["options"]] == [None, {"zh": "用途在先"}, None]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_csv_is_read_in_the_encodings_of_offices(encoding: str) -> None:
    data = csv_of([*ABC, "B", "用途在先", "中"], encoding=encoding)
    assert item("sheet", data)["ask"] == {"zh": "先问哪句？"}


@pytest.mark.parametrize("answer", ["ABC", "A,B,C", "A、B、C", "a b c", "ＡＢＣ", "A，B；C", "C/B/A", "A和B和C"])
def test_several_letters_are_read_however_they_are_put_together(answer: str) -> None:
    assert item("sheet", row(answer, kind="多选"))["answer"] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("answer", "right"),
    [
        *((sign, "true") for sign in ("√", "✓", "对", "正确", "T", "Y", "TRUE", "是")),
        *((sign, "false") for sign in ("×", "✗", "错", "错误", "Ｆ", "N", "false", "否")),
    ],
)
def test_right_and_wrong_have_many_signs(answer: str, right: str) -> None:
    made = item("sheet", csv_of(["判断题", "先报价", "", "", "", "", answer, "", ""]))
    assert (made["kind"], made["answer"]) == ("true-false", right)


def test_a_letter_answers_a_true_false_row_with_its_two_sides_written_out() -> None:
    assert item("sheet", csv_of(["判断", "先报价", "错", "对", "", "", "A", "", ""]))["answer"] == "false"


@pytest.mark.parametrize(
    ("answer", "value"), [("1.26万", 12600), ("１２，６００", 12600), ("-3.5", -3.5), ("15%", 15), ("¥1,200", 1200)]
)
def test_numbers_are_read_as_people_write_them(answer: str, value: float) -> None:
    made = item("sheet", csv_of(["计算题", "多少？", "", "", "", "", answer, "", ""]))
    assert (made["kind"], made["answer"]) == ("numeric", value)


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["", "哪句？", "甲", "乙", "丙", "", "A"], "single"),
        (["", "哪句？", "甲", "乙", "丙", "", "AC"], "multiple"),
        (["", "哪句？", "对", "错", "", "", "A"], "true-false"),
        (["", "先报价", "", "", "", "", "×"], "true-false"),
        (["", "多少？", "", "", "", "", "１２"], "numeric"),
        (["", "谁？", "", "", "", "", "谭经理"], "short-text"),
        (["填空题", "多少？", "", "", "", "", "1.2万"], "numeric"),
        (["填空题", "谁？", "", "", "", "", "谭经理"], "short-text"),
        (["选择题", "哪句？", "甲", "乙", "丙", "", "AC"], "multiple"),
        (["简答题", "怎么接？", "", "", "", "", "先问"], "open"),
        (["排序", "排一排", "甲", "乙", "丙", "", "CAB"], "ordering"),
        (["连线题", "连一连", "", "", "", "", "猫——鱼；狗——骨"], "matching"),
        (["Single choice", "哪句？", "甲", "乙", "丙", "", "A"], "single"),
    ],
)
def test_the_kind_is_named_or_guessed(cells: list[str], kind: str) -> None:
    assert item("sheet", csv_of([*cells, "", ""]))["kind"] == kind


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        (["单选", "哪句？", "甲", "乙", "", "", "C"], "names the option C, which is not there"),
        (["单选", "哪句？", "甲", "乙", "丙", "", ""], "no answer"),
        (["单选", "", "甲", "乙", "丙", "", "A"], "no stem"),
        (["单选", "哪句？", "甲", "", "", "", "A"], "only one option"),
        (["单选", "哪句？", "甲", "", "丙", "", "A"], "the option B is empty"),
        (["单选", "哪句？", "甲", "乙", "甲", "", "A"], "stands there twice"),
        (["单选", "哪句？", "甲", "乙", "丙", "", "AB"], "a single choice has 2 keys"),
        (["听力题", "哪句？", "甲", "乙", "丙", "", "A"], "“听力题” is not known"),
        (["计算题", "多少？", "", "", "", "", "很多"], "is no number"),
        (["判断题", "是吗", "", "", "", "", "也许"], "neither right nor wrong"),
        (["填空题", "____和____", "", "", "", "", "甲"], "several blanks"),
        (["排序", "排一排", "甲", "乙", "丙", "", "CA"], "orders 2 of 3"),
        (["单选", "长" * 4001, "甲", "乙", "丙", "", "A"], "4,001 characters"),
    ],
)
def test_a_broken_row_is_rejected_with_its_reason(cells: list[str], why: str) -> None:
    assert why in why_rejected("sheet", csv_of([*cells, "", ""]))


def test_headers_are_found_below_titles_in_any_order_and_in_any_dress() -> None:
    data = csv_of(
        ["", "", "", "", "", ""],
        ["正确答案 ", "题 目", "Ａ", "B选项", "选择C", "试题解析"],
        ["B", "先问哪句？", "价格", "用途", "预算", "用途在先"],
        header=["2026年题库", "", "", "", "", ""],
    )
    reading = read("sheet", data)
    assert [found.where for found in reading.found] == ["row 4"]
    assert reading.found[0].item is not None
    assert reading.found[0].item["answer"] == "b"


def test_blank_rows_titles_and_headings_between_are_no_questions_and_headings_name_the_kind() -> None:
    data = xlsx_of(
        {
            "电话": [
                ["电话销售题库"],
                [],
                HEADER[1:],
                ["一、多选题（每题2分）"],
                ["哪些？", "甲", "乙", "丙", None, "AB"],
                [None, None],
                ["二、判断题"],
                ["先报价", None, None, None, None, True],
                ["多少？", None, None, None, None, 12600.0],
            ],
            "说明": [["请按格式填写"]],
            "示例": [HEADER, ABC],
        }
    )
    reading = read("sheet", data)
    assert [(found.where, found.kind) for found in reading.found][:2] == [
        ("row 5", "multiple"),
        ("row 8", "true-false"),
    ]
    assert len(reading.found) == 3
    assert [(loss.where, loss.what[:30]) for loss in reading.losses] == [
        ("sheet 说明", "the sheet has no header row wi")
    ]


def test_english_columns_and_ties_complete_an_item() -> None:
    header = [
        "题干",
        "题干(英文)",
        "选项A",
        "选项A（英文）",
        "选项B",
        "option_b_en",
        "反馈A",
        "反馈A(英文)",
        "答案",
        "考点",
        "小节",
    ]
    made = item(
        "sheet", csv_of(["问谁", "Whom", "ERP", "the ERP", "他", "him", "因", "as", "A", "waits", "x y"], header=header)
    )
    assert made["options"][0] == {
        "id": "a",
        "text": {"zh": "ERP", "en": "the ERP"},
        "feedback": {"zh": "因", "en": "as"},
    }
    assert (made["outcome"], "section" in made) == ("waits", False)


def test_a_name_in_latin_letters_is_chinese_text_in_a_chinese_question_and_a_number_is_both() -> None:
    made = item("sheet", csv_of(["单选", "哪个？", "ERP", "12,600", "别的", "", "A", "", ""]))
    assert [set(option["text"]) for option in made["options"]] == [{"zh"}, {"zh", "en"}, {"zh"}]


@pytest.mark.parametrize(
    "cell", ["A.价格 B.用途 C.预算", "A、价格\nB、用途\nC、预算", "价格|用途|预算", "价格；用途；预算"]
)
def test_options_may_stand_in_one_cell(cell: str) -> None:
    made = item("sheet", csv_of(["先问哪句？", cell, "B"], header=["题目", "选项", "答案"]))
    assert [option["text"]["zh"] for option in made["options"]] == ["价格", "用途", "预算"]


def test_letters_that_cells_repeat_are_taken_off_only_when_all_do() -> None:
    made = item("sheet", csv_of(["单选题（2分）", "先问哪句？", "A.价格", "B. 用途", "Ｃ．预算", "", "B", "", ""]))
    assert [option["text"]["zh"] for option in made["options"]] == ["价格", "用途", "预算"]
    made = item("sheet", csv_of(["单选", "哪一类？", "A.类", "乙类", "丙类", "", "B", "", ""]))
    assert made["options"][0]["text"] == {"zh": "A.类"}


def test_an_explanation_is_added_to_the_feedback_of_the_key() -> None:
    header = ["题干", "选项A", "选项B", "选项C", "反馈A", "反馈B", "答案", "解析"]
    made = item("sheet", csv_of(["哪句？", "甲", "乙", "丙", "对", "错", "A", "先问"], header=header))
    assert [option.get("feedback") for option in made["options"]] == [{"zh": "对\n先问"}, {"zh": "错"}, None]


def test_a_hidden_sheet_is_told_and_not_read() -> None:
    book = load_workbook(io.BytesIO(xlsx_of({"一": [HEADER, [*ABC, "B"]], "二": [HEADER, [*ABC, "B"]]})))
    book["二"].sheet_state = "hidden"
    written = io.BytesIO()
    book.save(written)
    reading = read("sheet", written.getvalue())
    assert (len(reading.found), reading.losses[0].what) == (1, "the sheet is hidden; it was not read")


def test_difficulty_of_five_steps_is_brought_to_three() -> None:
    reading = read("sheet", csv_of(*([*ABC, "B", "", level] for level in ("1", "3", "5"))))
    assert [found.item["difficulty"] for found in reading.found if found.item] == [1, 2, 3]


def test_the_guard_before_a_formula_is_taken_off() -> None:
    made = item("sheet", csv_of(["单选", "'=1+1", "'-甲", "'＝乙", "'丙", "", "A", "", ""]))
    assert made["ask"] == {"zh": "=1+1", "en": "=1+1"}
    assert [option["text"].get("zh", option["text"].get("en")) for option in made["options"]] == ["-甲", "＝乙", "'丙"]


def test_an_unclosed_quotation_mark_is_refused_with_its_row() -> None:
    with pytest.raises(Unusable, match="never closed") as refused:
        read("sheet", '题型,题干,答案\n判断,先报价,√\n判断,"没有完,√\n判断,后报价,√\n')
    assert refused.value.where == "a file, row 3"


def test_a_sheet_without_a_header_row_is_refused() -> None:
    with pytest.raises(Unusable, match="no header row"):
        read("sheet", "a,b\n1,2\n")
