"""Plain text out of HTML, with a list of what plain text cannot say, and the pictures that it names."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser

# Words read better than twenty-five strings.
BREAKS = frozenset("p div br li tr h1 h2 h3 h4 h5 h6 ul ol table blockquote pre hr section article dt dd".split())  # noqa: SIM905
SILENT = frozenset(("script", "style", "head", "title", "noscript", "template"))
EMPTY = frozenset(("br", "hr", "img", "input", "meta", "link", "wbr", "source", "embed"))
LOST = {
    "b": "bold type",
    "strong": "bold type",
    "i": "italics",
    "em": "italics",
    "u": "underlining",
    "s": "struck-out type",
    "del": "struck-out type",
    "sup": "raised type",
    "sub": "lowered type",
    "table": "a table",
    "a": "a link",
    "font": "coloured or sized type",
    "script": "a script",
    "iframe": "embedded content",
    "object": "embedded content",
    "embed": "embedded content",
    "video": "video",
    "audio": "sound",
    "math": "a formula",
    "svg": "an inline drawing",
    "input": "a form field",
}
PICTURE = "![{alt}]({source})"
IN_LANGUAGE = re.compile(
    r"""<span(?=[^>]{0,80}class=["']multilang["'])[^>]{0,80}?lang=["'](?P<a>(?:zh|en)[\w-]{0,10})["'][^>]{0,80}>"""
    r"""(?P<text>[^<]{0,4000}(?:<(?!/?span)[^<]{0,4000}){0,50})</span>"""
    r"""|\{mlang (?P<b>(?:zh|en)[\w-]{0,10})\}(?P<other>[^{]{0,4000})\{mlang\}""",
    re.IGNORECASE,
)
DATA = re.compile(r"data:image/[\w.+-]{1,20};base64,([A-Za-z0-9+/=\s%]*)")
DATA_NAME = "data-picture:"
LONGEST_HTML = 100_000
"""In characters, pictures apart: many times what an item can hold, and few enough for a parser to take at once."""
LONGEST_ALT = 200


def without_data(html: str) -> tuple[str, list[str]]:
    """The HTML with short names in place of pictures written into it, and these pictures in base64."""
    pictures = DATA.findall(html)
    names = iter(range(len(pictures)))
    return DATA.sub(lambda _found: f"{DATA_NAME}{next(names)}", html), pictures


def by_language(html: str) -> dict[str, str]:
    """The HTML in each language, where Moodle's multi-language filter tells them apart; else nothing."""
    there = {_lang(found)[:2] for found in IN_LANGUAGE.finditer(html)}
    if there != {"zh", "en"}:
        return {}
    return {language: _only(language, html) for language in ("zh", "en")}


def _only(language: str, html: str) -> str:
    def kept(found: re.Match[str]) -> str:
        return str(found["text"] or found["other"] or "") if _lang(found).startswith(language) else ""

    return IN_LANGUAGE.sub(kept, html)


def _lang(found: re.Match[str]) -> str:
    return str(found["a"] or found["b"]).lower()


def looks_like_html(text: str) -> bool:
    return re.search(r"</?[a-zA-Z][^<>]{0,400}>|&(?:[a-zA-Z]{2,8}|#\d{2,6});", text) is not None


def plain_text(html: str) -> tuple[str, list[str], list[tuple[str, str]]]:
    """The text, what it has lost, and (source, alternative text) of each picture, which stands in the text as
    `![alt](source)`."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    text = re.sub(r"[ \u00a0]+", " ", "".join(reader.pieces).replace("\t", " "))
    text = re.sub(r" ?\n[ \n]*", "\n", text).strip()
    return text, list(dict.fromkeys(reader.lost)), reader.pictures


class _Reader(HTMLParser):
    """Takes text, turns blocks into lines, and notes what has no place in plain text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self.lost: list[str] = []
        self.pictures: list[tuple[str, str]] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in LOST:
            self.lost.append(LOST[tag])
        if re.search(r"color|font|text-decoration|background", given.get("style", "")):
            self.lost.append("coloured or sized type")
        if tag in SILENT:
            self.silent.append(tag)
        if self.silent:
            return
        if tag in BREAKS:
            self.pieces.append("\n")
        elif tag in ("td", "th"):
            self.pieces.append(" ")
        elif tag == "img":
            alt = re.sub(r"[\[\]()\s]+", " ", given.get("alt", "")).strip()[:LONGEST_ALT]
            source = given.get("src", "").strip()
            self.pictures.append((source, alt))
            self.pieces.append(f" {PICTURE.format(alt=alt, source=source)} ")

    def handle_endtag(self, tag: str) -> None:
        if self.silent and tag == self.silent[-1]:
            self.silent.pop()
        elif tag in BREAKS and not self.silent:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.pieces.append(re.sub(r"\s+", " ", data))
