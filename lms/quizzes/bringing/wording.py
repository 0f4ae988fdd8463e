"""The words that question files use for kinds, difficulty, right and not right; and comparing without their dress."""

import re
import unicodedata

from lms.curriculum.source import UNPRINTABLE
from lms.quizzes.bringing.found import LONGEST_TEXT, Rejected, Words

HAN = re.compile("[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")
INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LETTER = re.compile(r"[^\W\d_]")

FILL = "fill"
RECKON = "reckon"
CHOICE = "choice"
"""Words that leave the kind open: a blank to fill is numeric or short-text, a choice single or multiple."""

_KIND_WORDS = {
    "single": "单选题 单选 单项选择题 单项选择 单项题 single singlechoice singleanswer radio",
    "multiple": "多选题 多选 多项选择题 多项选择 不定项选择题 不定项 multiple multi multipleanswer multipleanswers"
    " multipleresponse multipleselect multiselect checkbox",
    CHOICE: "选择题 选择 choice multiplechoice mcq",
    "true-false": "判断题 判断 是非题 是非 对错题 对错 判断正误 truefalse tf trueorfalse yesno boolean",
    FILL: "填空题 填空 fill fillin fillintheblank fillintheblanks blank",
    "short-text": "短答题 短答 短文本 shorttext shortanswer",
    "numeric": "数值题 数值 数字题 数字填空题 numeric numerical number",
    RECKON: "计算题 计算 calculation calculated",
    "open": "简答题 简答 问答题 问答 论述题 论述 主观题 案例分析题 案例题 名词解释 open openended essay",
    "ordering": "排序题 排序 顺序题 ordering order sequence sequencing",
    "matching": "匹配题 匹配 连线题 连线 配对题 配对 matching match",
    "hotspot": "找错题 hotspot",
    "vignette": "判级题 vignette",
}
KINDS = {word: kind for kind, words in _KIND_WORDS.items() for word in words.split()}
_TRUE = "√ ✓ ✔ ☑ v 对 对的 正确 是 是的 真 t true y yes right correct 1"
_FALSE = "× ✗ ✘ ☒ ╳ x 错 错的 错误 否 不是 不对 不正确 假 f false n no wrong incorrect 0"
TRUE, FALSE = frozenset(_TRUE.split()), frozenset(_FALSE.split())
_DIFFICULTY_WORDS = {
    1: "易 简单 容易 较易 低 初级 基础 easy low ★",
    2: "中 中等 一般 适中 普通 中级 medium normal moderate middle ★★",
    3: "难 困难 较难 高 高级 hard difficult high ★★★ ★★★★ ★★★★★",
}
DIFFICULTY = {word: level for level, words in _DIFFICULTY_WORDS.items() for word in words.split()}


def named_id(text: str) -> str:
    """An id only when it could be one of ours: running numbers are none."""
    name = text.strip()
    return name if SLUG.fullmatch(name) and re.search("[a-z]", name) and len(name) <= 64 else ""


def fold(text: str) -> str:
    """For comparing only: compatible forms made one, lower case, without any space."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).casefold()


def bare(text: str) -> str:
    """Folded, and without punctuation: what is left when two people type the same sentence."""
    return re.sub(r"[\W_]+", "", fold(text))


def kind_of(word: str) -> str | None:
    """The kind that this word names, whatever stands in brackets behind it; None when it names none."""
    return KINDS.get(bare(word)) or KINDS.get(bare(re.sub(r"[（(【\[].*", "", word, flags=re.DOTALL)))


def truth(word: str) -> bool | None:
    folded = fold(word).strip(".。,()[]【】")
    return True if folded in TRUE else False if folded in FALSE else None


def difficulty(word: str, *, of_five: bool = False) -> int | None:
    """1 to 3. of_five: whether the file counts to five, so that 3 is the middle."""
    folded = fold(word).removesuffix("度").removesuffix("级")
    if folded in DIFFICULTY and not (of_five and "★" in folded):
        return DIFFICULTY[folded]
    number = float(folded) if re.fullmatch(r"[1-5](\.0)?", folded) else folded.count("★")
    if not 1 <= number <= 5:
        return None
    return (1, 1, 2, 3, 3)[int(number) - 1] if of_five else min(int(number), 3)


def has_han(text: str) -> bool:
    return HAN.search(text) is not None


def clean(text: str) -> str:
    """As a person sees it: no invisible signs, plain line ends, no space at the ends. Raises Rejected when too long."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ").replace("\u2028", "\n")
    text = UNPRINTABLE.sub("", INVISIBLE.sub("", text))
    text = "\n".join(line.strip() for line in text.split("\n"))
    text = re.sub(r"\n{2,}", "\n", text).strip().strip("\u3000")
    if len(text) > LONGEST_TEXT:
        raise Rejected(f"a text has {len(text):,} characters; {LONGEST_TEXT:,} are the most")
    return text


def said(plain: str, english: str = "", *, chinese: bool = False) -> Words:
    """A text by language. With an English one beside it, the plain one is Chinese.

    chinese: whether the question is Chinese, so that a name in Latin letters in it (“ERP”) is Chinese text too.
    What has no letter at all (12,600) is the same in both languages.
    """
    plain, english = clean(plain), clean(english)
    if english:
        return {"zh": plain, "en": english} if plain else {"en": english}
    if not plain:
        return {}
    if has_han(plain):
        return {"zh": plain}
    if not LETTER.search(plain):
        return {"zh": plain, "en": plain}
    return {"zh": plain} if chinese else {"en": plain}
