"""Dialogues in lessons: numbered lines with speaker, speech and the author's note, read aloud like a score."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from lms.curriculum.faults import Fault, Place, unknown
from lms.curriculum.wording import polish
from lms.i18n import Language

ATTRIBUTE = re.compile(r"(?P<key>[^\s=]+)=(?P<value>\"[^\"]*\"|\S*)")
LINE = re.compile(r"(?P<number>[0-9]{1,3})\s*[.．、]\s*(?P<who>[^：:]{1,40}?)\s*[：:]\s*(?P<rest>\S.*)")
NOTE = re.compile(r"(?P<said>.*?)\s*〔(?P<note>[^〔〕]+)〕")
SEEN = re.compile(r"（[^（）]*）|\([^()]*\)")
LABELS = {Language.ZH: "对话", Language.EN: "Dialogue"}


@dataclass(frozen=True, slots=True)
class DialogueLine:
    number: int
    who: str
    said: str
    note: str
    place: Place


@dataclass(frozen=True, slots=True)
class Dialogue:
    """A dialogue with the names of our side."""

    id: str
    ours: tuple[str, ...]
    lines: tuple[DialogueLine, ...]
    place: Place


def read_dialogue(header: str, rows: Sequence[str], place: Place, faults: list[Fault]) -> Dialogue:
    """The dialogue whose fence, with this text after the word `dialogue`, stands at `place`."""
    given = {m["key"]: m["value"].strip('"') for m in ATTRIBUTE.finditer(header)}
    for key in set(given) - {"id", "ours"}:
        faults.append(unknown("attribute of a dialogue", key, ("id", "ours"), place))
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", given.get("id", "")):
        faults.append(place.fault("the dialogue has no id", "write ```dialogue id=past-the-desk-bad ours=小周"))
    if not given.get("ours"):
        faults.append(place.fault("the dialogue does not say who is ours", "add ours= and the speaker of our side"))
    ours = tuple(name.strip() for name in re.split("[,，、]", given.get("ours", "")) if name.strip())
    read = [_line(row, Place(place.file, place.line + 1 + i, 1), faults) for i, row in enumerate(rows) if row.strip()]
    dialogue = Dialogue(given.get("id", ""), ours, tuple(line for line in read if line), place)
    if None not in read:
        faults.extend(_faults_in(dialogue))
    return dialogue


def _line(row: str, place: Place, faults: list[Fault]) -> DialogueLine | None:
    found = LINE.fullmatch(row.strip())
    if found is None:
        faults.append(
            place.fault("this is no line of a dialogue", "write number, speaker, colon and speech: 1. 小周：你好")
        )
        return None
    noted = NOTE.fullmatch(found["rest"])
    said, note = (noted["said"], noted["note"]) if noted else (found["rest"], "")
    if "〔" in said or "〕" in said:
        faults.append(place.fault("a note 〔 〕 does not end the line", "keep one note, at the end of the line"))
    if not said:
        faults.append(place.fault("nothing is said in this line", "put what is seen or heard in （ ）"))
    return DialogueLine(int(found["number"]), found["who"].strip(), said, note, place)


def _faults_in(dialogue: Dialogue) -> Iterator[Fault]:
    if not dialogue.lines:
        yield dialogue.place.fault("the dialogue has no lines", "write at least one, or remove it")
        return
    last = 0
    for line in dialogue.lines:
        if line.number <= last:
            yield line.place.fault(f"line {line.number} follows line {last}", "number the lines upwards")
        last = max(last, line.number)
    speakers = {line.who for line in dialogue.lines}
    for name in dialogue.ours:
        if name not in speakers:
            yield unknown("speaker", name, speakers, dialogue.place)


def dialogue_html(dialogue: Dialogue, language: Language) -> str:
    """An ordered list with the written line numbers; it reads as “speaker: speech (note)” without any style."""
    rows = "".join(_row(line, line.who in dialogue.ours, language) for line in dialogue.lines)
    label = LABELS[language]
    return f'<ol class="dialogue" id="{escape(dialogue.id)}" role="list" aria-label="{label}">{rows}</ol>'


def _row(line: DialogueLine, ours: bool, language: Language) -> str:
    colon, space = ("：", "") if language is Language.ZH else (":", " ")
    who = f'<span class="{"who ours" if ours else "who"}">{escape(polish(line.who, language))}'
    said = _marked_as_seen(polish(line.said, language))
    note = f'{space}<span class="note">{escape(_note(line.note, language))}</span>' if line.note else ""
    return (
        f'<li value="{line.number}">{who}<span class="colon">{colon}</span></span>{space}'
        f'<span class="said">{said}</span>{note}</li>'
    )


def _note(note: str, language: Language) -> str:
    """Chinese keeps the brackets in print; English sets notes apart by style, so they are left out."""
    return f"〔{polish(note, language)}〕" if language is Language.ZH else polish(note, language)


def _marked_as_seen(said: str) -> str:
    pieces, end = [], 0
    for found in SEEN.finditer(said):
        pieces.append(escape(said[end : found.start()], quote=False))
        pieces.append(f'<span class="seen">{escape(found[0], quote=False)}</span>')
        end = found.end()
    return "".join([*pieces, escape(said[end:], quote=False)])
