"""Captions: WebVTT and SubRip are read into plain cues, and written as WebVTT that holds nothing else."""

import html
import re
from dataclasses import dataclass

from lms.errors import Unusable
from lms.i18n import _

MOST_BYTES = 1_000_000
MOST_CUES = 20_000
_MOMENT = re.compile(r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{3})")
_BLOCKS = ("NOTE", "STYLE", "REGION")
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<\d[\d:.]*>|\{\\[^}]*\}")


@dataclass(frozen=True, slots=True)
class Cue:
    """Words from one moment to another, in milliseconds."""

    start: int
    end: int
    text: str


def decoded(data: bytes) -> str:
    """The text of a file, in UTF-8 or, as subtitle programs in China write it, GB 18030. Raises Unusable."""
    if len(data) > MOST_BYTES:
        raise Unusable(fields={"file": _("Captions have at most 1 MB.")})
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise Unusable(fields={"file": _("This is no text in UTF-8 or GB 18030.")})


def parse(text: str) -> list[Cue]:
    """The cues of a WebVTT or SubRip file in order of time. Raises Unusable that names the line."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    cues: list[Cue] = []
    number = 0
    while number < len(lines):
        start, block = number, []
        while number < len(lines) and lines[number].strip():
            block.append(lines[number].strip())
            number += 1
        number += 1
        if block and not block[0].lstrip("\ufeff").startswith(("WEBVTT", *_BLOCKS)):
            cues.append(_cue(block, start + 1))
        if len(cues) > MOST_CUES:
            raise Unusable(fields={"file": _("These are too many captions for one recording.")})
    if not cues:
        raise Unusable(
            fields={"file": _("There is no caption in this file. Take a WebVTT (.vtt) or SubRip (.srt) file.")}
        )
    return sorted((cue for cue in cues if cue.text), key=lambda cue: (cue.start, cue.end))


def _cue(block: list[str], line: int) -> Cue:
    """line: where the block begins in the file."""
    at = next((place for place, one in enumerate(block[:2]) if "-->" in one), None)
    if at is None:
        raise Unusable(
            fields={"file": _("Line %(line)s: a time such as 00:01.000 --> 00:04.000 is missing.", line=line)}
        )
    before, _arrow, after = block[at].partition("-->")
    start, end = _milliseconds(before), _milliseconds((after.split() or [""])[0])
    line += at
    if start is None or end is None:
        raise Unusable(fields={"file": _("Line %(line)s: a time is written as 00:01.000 or 00:00:01,000.", line=line)})
    if end <= start:
        raise Unusable(fields={"file": _("Line %(line)s: the caption ends before it begins.", line=line)})
    return Cue(start, end, "\n".join(filter(None, (_plain(one) for one in block[at + 1 :]))))


def _milliseconds(text: str) -> int | None:
    found = _MOMENT.fullmatch(text.strip())
    if found is None or int(found[2]) > 59 or int(found[3]) > 59:
        return None
    return ((int(found[1] or 0) * 60 + int(found[2])) * 60 + int(found[3])) * 1000 + int(found[4])


def _plain(line: str) -> str:
    """The words alone: no markup, no characters that only steer a terminal or turn the line around."""
    words = html.unescape(_TAG.sub("", line))
    return "".join(one for one in words if one.isprintable()).strip()


def written(cues: list[Cue]) -> str:
    """The cues as WebVTT."""
    parts = ["WEBVTT\n"]
    for cue in cues:
        words = html.escape(cue.text, quote=False)  # ">" too, so that no line of words can be read as a time
        parts.append(f"{_moment(cue.start)} --> {_moment(cue.end)}\n{words}\n")
    return "\n".join(parts)


def _moment(milliseconds: int) -> str:
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}.{rest:03}"
