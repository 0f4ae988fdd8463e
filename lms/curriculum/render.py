"""From a section's Markdown to HTML that is safe, readable at 320 px, and typographically as it should be."""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

import nh3
from markdown import Markdown
from pymdownx.slugs import slugify

from lms.curriculum import figures
from lms.curriculum.dialogues import dialogue_html
from lms.curriculum.faults import Fault
from lms.curriculum.lessons import SectionSource
from lms.curriculum.markup import Surroundings, number_blocks, settle
from lms.curriculum.terms import Finder, mark_terms
from lms.i18n import Language

EXTENSIONS = [
    "tables", "admonition", "footnotes", "attr_list", "toc",
    "pymdownx.tasklist", "pymdownx.details", "pymdownx.highlight", "pymdownx.superfences",
]  # fmt: skip
NAMED_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot);)([a-zA-Z][a-zA-Z0-9]*);")
TASK = re.compile(r'<input type="checkbox" disabled(?P<done> checked)?\s*/>\s*')
BOX, TICKED = '<span class="box" aria-hidden="true"></span>', '<span class="box done" aria-hidden="true"></span>'

PROSE_TAGS = {
    *("p", "h2", "h3", "ul", "ol", "li", "blockquote", "strong", "em", "sup", "a", "code", "pre", "br", "hr"),
    "button",
    *("table", "thead", "tbody", "tr", "th", "td", "div", "span", "figure", "figcaption", "details", "summary"),
}
CLASSES = {
    "div": {"callout", "callout-mistake", "callout-tip", "callout-today", "table-scroll", "footnotes"},
    "p": {"callout-title"},
    "ol": {"dialogue"},
    "ul": {"task-list"},
    "li": {"task-list-item"},
    "span": {"who", "ours", "colon", "said", "seen", "note", "box", "done", "term", "meaning"},
    "figure": {"figure"},
    "details": {"details"},
    "a": {"footnote-ref", "footnote-backref"},
    "th": {"align-right", "align-center"},
    "td": {"align-right", "align-center"},
    "pre": {"highlight"},
} | {tag: set(figures.CLASSES) for tag in figures.ELEMENTS}
ATTRIBUTES = {
    "*": {"id"},
    "a": {"href", "rel", "aria-label"},
    "div": {"role", "tabindex", "aria-label", "data-check"},
    "ol": {"role", "aria-label", "start"},
    "li": {"value"},
    "span": {"aria-hidden", "popover"},
    "button": {"type", "popovertarget"},
    "th": {"scope"},
    "svg": {"role", "aria-label", "aria-describedby"},
}
for _tag in figures.ELEMENTS:
    ATTRIBUTES[_tag] = ATTRIBUTES.get(_tag, set()) | (figures.ATTRIBUTES - {"class"})


@dataclass(frozen=True, slots=True)
class Rendered:
    """A section as HTML, with the number of paragraph-like blocks in it."""

    html: str
    paragraphs: int


class Renderer:
    """Renders sections one after the other; not to be shared between threads. terms: marked where they are met."""

    def __init__(self, terms: Mapping[Language, Finder] | None = None) -> None:
        self._terms = terms or {}
        self._section: SectionSource | None = None
        self._around: Surroundings | None = None
        fence = {"name": "dialogue", "class": "dialogue", "format": self._dialogue, "validator": _take_number}
        self._markdown = Markdown(
            extensions=EXTENSIONS,
            extension_configs={
                "tables": {"use_align_attribute": True},
                "toc": {"slugify": slugify(case="lower")},
                "pymdownx.highlight": {"use_pygments": False},
                "pymdownx.superfences": {"custom_fences": [fence]},
            },
            output_format="xhtml",
        )
        _only_our_format(self._markdown)

    def section(self, source: SectionSource, around: Surroundings) -> Rendered | Fault:
        """The section's HTML without its own heading, or why it cannot be rendered."""
        self._section, self._around = source, around
        try:
            xhtml = self._markdown.reset().convert("\n".join(source.body))
            root = ET.fromstring(f"<div>{_as_xml(xhtml)}</div>")  # noqa: S314  our own library's output, entities gone
        except (ET.ParseError, RecursionError) as error:
            what = f"the section cannot be rendered ({error})"
            return source.place.fault(what, "look for markup in it that is not in the author's guide")
        strangers = settle(root, around)
        if strangers:
            mend = "write links as [words](address), with nothing unusual in the address"
            return source.place.fault(f"the section leads to '{strangers[0]}', which is not understood", mend)
        finder = self._terms.get(around.language)
        if finder is not None:
            mark_terms(root, finder, around.language, around.anchor)
        paragraphs = number_blocks(root)
        inside = "".join(ET.tostring(child, encoding="unicode", method="html") for child in root)
        return Rendered(sanitized(inside), paragraphs)

    def _dialogue(self, _source: str, _language: str, _css: str, options: dict[str, Any], *_: Any, **__: Any) -> str:
        assert self._section is not None
        assert self._around is not None
        return dialogue_html(self._section.dialogues[int(options["number"])], self._around.language)


def sanitized(markup: str) -> str:
    """Only the tags, attributes and classes that the product's style sheet knows; no scheme but http and https."""
    return nh3.clean(
        markup,
        tags=PROSE_TAGS | set(figures.ELEMENTS),
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        url_schemes={"http", "https"},
        link_rel=None,
        clean_content_tags={"script", "style"},
    )


def _take_number(_language: str, inputs: dict[str, str], options: dict[str, Any], *_: Any) -> bool:
    options["number"] = inputs.get("number", "0")
    return True


def _only_our_format(markdown: Markdown) -> None:
    """HTML, underlined headings and links by reference are not part of the author's format."""
    markdown.preprocessors.deregister("html_block")
    markdown.parser.blockprocessors.deregister("setextheader")
    markdown.parser.blockprocessors.deregister("reference")
    for name in ("html", "automail", "reference", "image_reference", "short_reference", "short_image_ref"):
        markdown.inlinePatterns.deregister(name)


def _as_xml(xhtml: str) -> str:
    xhtml = TASK.sub(lambda task: TICKED if task["done"] else BOX, xhtml)
    return NAMED_ENTITY.sub(lambda entity: html.escape(html.unescape(entity[0])), xhtml)
