"""Questions out of running text and Word documents."""

import pytest

from .papers import item, read, why_rejected, zip_of

PAPER = """\
电话销售考试卷
姓名：______

一、单选题（每题2分，共20分）
1. 客户问价，先答哪句（ B ）？
A.价格  B.问用途
C．挂断 D.转接
解析：先问用途，
再报价。
2、下列哪项不属于前台？
（A）小陈
（B）老板
（C）财务
【答案】C【解析】财务不在前台。【难度】中
3．什么时候打？ A.早上B.中午C.晚上
【正确答案:】A

二、多选题
4. 选两项：
A、甲
B、乙
C、丙
D、丁
三、判断题
5. 先报价再问（×）
6. 1.5万元的单子不用记
答案：错
第7题 【填空题】一年省____元
答案：1.26万
8. 没有答案的题
A. 一
B. 二
参考答案：
4.ACD
"""


def test_a_paper_with_every_way_of_answering_in_one_file() -> None:
    reading = read("text", PAPER)
    told = [(f.where, f.kind, f.item["answer"] if f.item else f.rejected) for f in reading.found]
    assert told == [
        ("line 5", "single", "b"),
        ("line 10", "single", "c"),
        ("line 15", "single", "a"),
        ("line 19", "multiple", ["a", "c", "d"]),
        ("line 25", "true-false", "false"),
        ("line 26", "true-false", "false"),
        ("line 28", "numeric", 12600),
        ("line 30", "判断题", "there is no answer"),
    ]
    first, second = (found.item for found in reading.found[:2])
    assert first is not None
    assert second is not None
    assert first["ask"] == {"zh": "客户问价，先答哪句（　）？"}
    assert first["options"][1] == {"id": "b", "text": {"zh": "问用途"}, "feedback": {"zh": "先问用途，\n再报价。"}}
    assert second["difficulty"] == 2


@pytest.mark.parametrize(
    "key",
    [
        "参考答案：1.B 2.ACD 3.×",
        "答案：1-3 B ACD ×",
        "【参考答案】\n1、B\n2、ACD\n3、错",
        "参考答案及解析：\n1—1：B 2.A、C、D 3.错误",
    ],
)
def test_a_key_at_the_end_is_given_to_the_questions_by_their_numbers(key: str) -> None:
    options = "\nA.甲 B.乙 C.丙 D.丁\n"
    reading = read("text", f"1. 哪句？{options}2. 哪些？{options}3. 先报价\n\n{key}\n")
    assert [found.item["answer"] for found in reading.found if found.item] == ["b", ["a", "c", "d"], "false"]


def test_a_key_of_letters_in_a_row_and_numbers_that_begin_anew_in_each_section() -> None:
    part = "".join(f"{n}. 第几问{{}}{n}\nA.甲 B.乙 C.丙\n" for n in range(1, 4))
    key = "参考答案：\n一、单选题 \n1-3 ABC\n二、多选题\n1-3 AB AC BC\n"
    text = f"一、单选题\n{part.format(*'甲乙丙')}二、多选题\n{part.format(*'丁戊己')}{key}"
    answers = [found.item["answer"] for found in read("text", text).found if found.item]
    assert answers == ["a", "b", "c", ["a", "b"], ["a", "c"], ["b", "c"]]


CHAPTERS = """\
第一章
1. 先答哪句？（单选）
A.价格  B.用途 C. 预算
2. 先报价（ ）
(1) 这是
(2) 那是
3. 名字
答案及解析
1.【答案】B【解析】先问用途，
再报价。
2.×
3. 石桁
第二章
1. 第二章先问哪句？
A 甲
B 乙
C 丙
答案 B
解析：有三点
1. 先
2. 再
3. 后

2. 先说（√）
我的答案：错 得分：0
题型：判断题
"""


def test_chapters_with_keys_of_their_own_points_in_explanations_and_what_platforms_add() -> None:
    found = [found.item for found in read("text", CHAPTERS).found if found.item]
    assert [made.get("answer", made.get("accept")) for made in found] == ["b", "false", {"zh": ["石桁"]}, "b", "true"]
    assert found[0]["ask"] == {"zh": "先答哪句？"}
    assert found[0]["options"][1]["feedback"] == {"zh": "先问用途，\n再报价。"}
    assert found[1]["ask"] == {"zh": "先报价（ ）\n(1) 这是\n(2) 那是"}
    assert found[3]["options"][1]["feedback"] == {"zh": "有三点\n1. 先\n2. 再\n3. 后"}


def test_questions_without_numbers_end_at_a_blank_line_or_after_their_answer() -> None:
    text = "先说哪句\nA 价格\nB 用途\n答案：B\n解析：先问\n\n先报价再问\n答案：×\n先问再报价\n答案：√\n"
    assert [found.item["answer"] for found in read("text", text).found if found.item] == ["b", "false", "true"]


def test_english_papers_are_read_too() -> None:
    made = item("text", "Q1. Which line first?\na) price\nb) use\nc) budget\nAnswer: b\nExplanation: Use first.\n")
    assert made["ask"] == {"en": "Which line first?"}
    assert made["options"][1] == {"id": "b", "text": {"en": "use"}, "feedback": {"en": "Use first."}}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("1. 哪句？\nA.甲 B.乙 C.丙\n答案：E\n", "names the option E"),
        ("1. 哪句（A）？\nA.甲 B.乙 C.丙\n", ""),
        ("1. 哪句？\nA.甲 B.乙 C.丙\n答案：A\n答案：B\n", "two answers"),
        ("1. 哪句？\nA.甲\n答案：A\n", "only one option"),
        ("1.\nA.甲 B.乙\n答案：A\n", "no stem"),
        ("1. 哪句？\nA.甲 B.乙 C.丙\n答案：A\n参考答案：1.B\n", "two answers"),
    ],
)
def test_a_broken_question_is_rejected_with_its_reason(text: str, why: str) -> None:
    if why:
        assert why in why_rejected("text", text)
    else:
        assert item("text", text)["answer"] == "a"


def test_a_word_document_is_read_with_the_numbers_that_word_counts() -> None:
    w = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"

    def paragraph(text: str, level: str = "") -> str:
        listed = f'<w:pPr><w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr></w:pPr>' if level else ""
        return f"<w:p>{listed}<w:r><w:t>{text}</w:t></w:r></w:p>"

    body = "".join(
        [
            *(paragraph("先说哪句？", "0"), paragraph("价格", "1"), paragraph("用途", "1"), paragraph("预算", "1")),
            *(paragraph("答案：B"), paragraph("先报价", "0"), paragraph("答案：×"), "<w:p><w:drawing/></w:p>"),
        ]
    )
    levels = (
        '<w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="upperLetter"/></w:lvl>'
    )
    numbering = (
        f'<w:numbering xmlns:w="{w}"><w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    document = f'<w:document xmlns:w="{w}"><w:body>{body}</w:body></w:document>'
    reading = read("text", zip_of({"word/document.xml": document.encode(), "word/numbering.xml": numbering.encode()}))
    assert [found.item["answer"] for found in reading.found if found.item] == ["b", "false"]
    assert [loss.what for loss in reading.losses] == ["pictures in the document"]
