"""Questions out of spreadsheets, one a row."""

import re
from collections.abc import Mapping, Sequence

from lms.quizzes.bringing.cells import with_options_apart
from lms.quizzes.bringing.columns import Column, Header, find_header
from lms.quizzes.bringing.found import Found, Reading, Rejected, Unusable, Words
from lms.quizzes.bringing.items import Choice, one_of
from lms.quizzes.bringing.tables import Table, tables_of
from lms.quizzes.bringing.wording import SLUG, clean, difficulty, fold, has_han, kind_of, named_id, said, truth
from lms.quizzes.bringing.written import Written, item_of

SECTION_HEAD = re.compile(r"[一二三四五六七八九十]*\s*[、.．]?\s*([^（(:：]+?)\s*(?:[（(:：].*)?", re.DOTALL)


def read_sheet(data: bytes, where: str) -> Reading:
    """Every question of every sheet that has a header row. Raises Unusable when none has."""
    tables, encoding = tables_of(data, where)
    reading = Reading("sheet", encoding)
    shown = [table for table in tables if not table.hidden]
    headed = [(table, header) for table in shown if (header := find_header(table.rows)) is not None]
    if not headed:
        what = "the first ten rows hold no header row with 题干 and 答案"
        raise Unusable(what, where, "name the columns as in the template (flask lms quiz template FILE.xlsx)")
    for table, header in headed:
        _Sheet(table, header, reading, several=len(headed) > 1).read()
    for table in tables:
        if not any(any(row) for row in table.rows):
            continue
        if table.hidden:
            reading.lost(f"sheet {table.name}", "the sheet is hidden; it was not read")
        elif table not in [read for read, _header in headed]:
            reading.lost(f"sheet {table.name}", "the sheet has no header row with 题干 and 答案; it was not read")
    return reading


class _Sheet:
    """Reads the rows of one sheet below its header."""

    def __init__(self, table: Table, header: Header, reading: Reading, *, several: bool) -> None:
        self.table, self.header, self.reading = table, header, reading
        self.prefix = f"sheet {table.name}, " if several else ""
        self.kind = kind_of(table.name) or ""
        self.of_five = False

    def read(self) -> None:
        rows = self.table.rows
        for name in self.header.others:
            self.reading.lost(f"{self.prefix}row {self.header.row}", f"the column {name[:40]} has no place in an item")
        levels = [place for place, column in self.header.columns.items() if column.part == "difficulty"]
        given = {fold(row[place]) for row in rows[self.header.row :] for place in levels if place < len(row)}
        self.of_five = bool(given & {"4", "5", "4.0", "5.0", "★★★★", "★★★★★"})
        titles = [fold(title) for title in rows[self.header.row - 1]]
        for number, row in enumerate(rows[self.header.row :], self.header.row + 1):
            cells = [cell.strip() for cell in row]
            if [fold(cell) for cell in cells] != titles and not self._is_heading(cells):
                self._row(f"{self.prefix}row {number}", cells)

    def _is_heading(self, cells: Sequence[str]) -> bool:
        """Whether the row is blank, or a heading between questions such as “二、多选题”, which names the kind."""
        written = [cell for place, cell in enumerate(cells) if cell and self._part(place) != "number"]
        if len(written) == 1:
            found = SECTION_HEAD.fullmatch(written[0])
            kind = kind_of(found[1]) if found else None
            if kind is not None:
                self.kind = found[1] if found else ""
                return True
        return not any(cell for place, cell in enumerate(cells) if self._part(place) not in ("", "number"))

    def _part(self, place: int) -> str:
        column = self.header.columns.get(place)
        return column.part if column else ""

    def _row(self, where: str, cells: Sequence[str]) -> None:
        given = {column: cells[place] for place, column in self.header.columns.items() if place < len(cells)}
        stem = given.get(Column("stem"), "") or given.get(Column("stem", english=True), "")
        found = Found(where, kind=given.get(Column("kind"), "") or self.kind, stem=stem)
        found.module = given.get(Column("module"), "").strip()
        self.reading.add(found)
        try:
            found.item = item_of(self._written(given, found.kind))
            found.item |= self._ties(where, given)
            found.id = named_id(given.get(Column("id"), ""))
            found.kind, found.stem = found.item["kind"], one_of(found.item["ask"])
        except Rejected as why:
            found.rejected = str(why)

    def _written(self, cells: Mapping[Column, str], kind: str) -> Written:
        given = with_options_apart(cells)
        chinese = has_han(given.get(Column("stem"), ""))

        def text(part: str, number: int = -1) -> Words:
            plain, english = given.get(Column(part, number), ""), given.get(Column(part, number, english=True), "")
            return said(plain, english, chinese=chinese)

        def choices(part: str, feedback: str) -> list[Choice]:
            """Up to the last one that is written; one left out in between is an empty one, and refused as such."""
            numbers = [c.number for c, cell in given.items() if c.part == part and clean(cell)]
            last = max(numbers, default=-1)
            return [Choice(text(part, number), text(feedback, number)) for number in range(last + 1)]

        mistakes = choices("mistake", "mistake-feedback")
        options = choices("option", "feedback")
        if not options and kind_of(kind) == "true-false":
            options = _sides(text("feedback", 0), text("feedback", 1))
        return Written(
            kind=kind,
            ask=text("stem"),
            answer=clean(given.get(Column("answer"), "")),
            answer_en=clean(given.get(Column("answer", english=True), "")),
            options=options,
            explanation=text("explanation"),
            reasons=choices("reason", "reason-feedback"),
            reason=clean(given.get(Column("reason"), "")),
            matches=[choice.text for choice in choices("match", "")],
            mistakes=[(mistake.text, mistake.feedback) for mistake in mistakes],
            unit=text("unit"),
            units=clean(given.get(Column("units"), "")),
            tolerance=clean(given.get(Column("tolerance"), "")),
            in_order=truth(given.get(Column("in-order"), "")) is True,
        )

    def _ties(self, where: str, given: Mapping[Column, str]) -> dict[str, object]:
        """What ties the item to its lesson, and the situation."""
        ties: dict[str, object] = {}
        for part in ("outcome", "section"):
            name = clean(given.get(Column(part), ""))
            if SLUG.fullmatch(name):
                ties[part] = name
            elif name:
                self.reading.lost(where, f"{part} “{name[:40]}” is no id of the lesson")
        level = clean(given.get(Column("difficulty"), ""))
        found = difficulty(level, of_five=self.of_five) if level else None
        if found is not None:
            ties["difficulty"] = found
        elif level:
            self.reading.lost(where, f"the difficulty “{level[:40]}” is not understood")
        plain, english = given.get(Column("scene"), ""), given.get(Column("scene", english=True), "")
        if scene := said(plain, english):
            ties["scene"] = dict(scene)
        chinese = clean(given.get(Column("dialogue"), "")).split("\n")
        other = clean(given.get(Column("dialogue", english=True), "")).split("\n")
        if any(chinese) or any(other):
            if any(chinese) and any(other) and len(chinese) != len(other):
                raise Rejected(f"the dialogue has {len(chinese)} lines, and {len(other)} in English")
            lines = max(len(chinese), len(other))
            paired = zip(chinese + [""] * (lines - len(chinese)), other + [""] * (lines - len(other)), strict=True)
            ties["dialogue"] = [dict(said(one, two)) for one, two in paired]
        return ties


def _sides(when_true: Words, when_false: Words) -> list[Choice]:
    """The two sides of a true-false row that only has feedback: A is right, B is wrong."""
    if not when_true and not when_false:
        return []
    return [Choice({"zh": "对"}, when_true), Choice({"zh": "错"}, when_false)]
