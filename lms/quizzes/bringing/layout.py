"""The spreadsheet that items are written in: its columns, the template to fill in, and safe CSV and XLSX files."""

import io
from collections.abc import Mapping, Sequence
from itertools import chain

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from lms.quizzes.bringing.tables import EXAMPLES
from lms.web.spreadsheet import guarded, table

OPTIONS, REASONS, MISTAKES, MATCHES = 7, 4, 4, 9
LETTERS = "ABCDEFG"


def _in_both(*titles: str) -> list[str]:
    return [*titles, *(f"{title}(英文)" for title in titles)]


COLUMNS: Sequence[str] = (
    *("编号", "题型", "题干", *(f"选项{letter}" for letter in LETTERS), "答案", "解析", "难度", "考点", "小节", "模块"),
    *("题干(英文)", *(f"选项{letter}(英文)" for letter in LETTERS), "答案(英文)", "解析(英文)"),
    *_in_both(*(f"反馈{letter}" for letter in LETTERS)),
    *_in_both("情境", "对话"),
    *_in_both(*(f"配对{number}" for number in range(1, MATCHES + 1))),
    *chain.from_iterable(_in_both(f"理由{letter}", f"理由{letter}反馈") for letter in LETTERS[:REASONS]),
    *("理由答案", "误差", *_in_both("单位"), "其他单位"),
    *chain.from_iterable(_in_both(f"错答{number}", f"错答{number}反馈") for number in range(1, MISTAKES + 1)),
    "按序",
)
EXAMPLE_ROWS: Sequence[Mapping[str, str]] = (
    {
        "题型": "单选题",
        "题干": "客户开口就问价，先问哪一句？",
        "选项A": "您现在用哪家？",
        "选项B": "这笔账每月要对几天？",
        "选项C": "预算大概多少？",
        "答案": "B",
        "解析": "先有他报的数，价钱才有得比。",
        "难度": "中",
    },
    {
        "题型": "多选题",
        "题干": "挂电话前要定下哪些？选两项。",
        "选项A": "日子",
        "选项B": "谁在场",
        "选项C": "折扣",
        "选项D": "合同",
        "答案": "A、B",
        "解析": "日子和人定了，这次见面才算约成。",
        "难度": "易",
    },
    {"题型": "判断题", "题干": "客户没说话，先等两秒。", "答案": "√", "解析": "他在想，别抢。", "难度": "易"},
    {
        "题型": "计算题",
        "题干": "每月对账4天，每天350元，一年多少元？",
        "答案": "16800元",
        "解析": "4 × 350 × 12",
        "错答1": "1400",
        "错答1反馈": "这是一个月的。",
    },
    {"题型": "填空题", "题干": "先问____，再报价。", "答案": "用途；做什么用", "解析": "不知道用途，报什么都贵。"},
    {
        "题型": "排序题",
        "题干": "排出打电话的顺序。",
        "选项A": "约时间",
        "选项B": "报名",
        "选项C": "说对方的事",
        "答案": "BCA",
    },
    {
        "题型": "匹配题",
        "题干": "谁管哪件事？",
        "选项A": "前台",
        "选项B": "老板",
        "选项C": "会计",
        "配对1": "拍板",
        "配对2": "转电话",
        "配对3": "管账",
        "答案": "A2 B1 C3",
    },
    {"题型": "简答题", "题干": "客户说“再看看”，你怎么接？", "答案": "问他看什么，等谁，哪天有准信。"},
)
HEAD_FILL = PatternFill("solid", fgColor="FFE8EEF2")


def template_csv() -> bytes:
    """The header row alone, with the mark that makes Excel read it as UTF-8."""
    return table_csv([])


def template_xlsx() -> bytes:
    """A sheet to fill in and a sheet of examples, which is not read when the workbook is brought in."""
    return _workbook({"题库": [], EXAMPLES: EXAMPLE_ROWS})


def table_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    """Rows by column title. A text that a spreadsheet would take for a formula gets a ' before it."""
    return table([COLUMNS, *([row.get(title, "") for title in COLUMNS] for row in rows)])


def table_xlsx(rows: Sequence[Mapping[str, str]]) -> bytes:
    """The same as a workbook, in which every text is a text and no formula."""
    return _workbook({"题库": rows})


def _workbook(sheets: Mapping[str, Sequence[Mapping[str, str]]]) -> bytes:
    book = Workbook(write_only=True)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "D2"
        for number, title in enumerate(COLUMNS, 1):
            sheet.column_dimensions[get_column_letter(number)].width = 40 if title.startswith("题干") else 14
        sheet.append([_cell(sheet, title, head=True) for title in COLUMNS])
        for row in rows:
            sheet.append([_cell(sheet, row.get(title, "")) for title in COLUMNS])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def _cell(sheet, text: str, *, head: bool = False):  # type: ignore[no-untyped-def]  # openpyxl has no types
    """A text stays one; only where it already begins with ' before such a sign does it get one more, to keep it."""
    if not text:
        return None
    cell = WriteOnlyCell(sheet, guarded(text) if text.startswith("'") else text)
    cell.data_type = "s"  # openpyxl takes what begins with = for a formula
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    if head:
        cell.font, cell.fill = Font(bold=True), HEAD_FILL
    return cell
