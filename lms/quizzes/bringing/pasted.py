"""Questions out of running text, as it comes when somebody pastes a paper from Word."""

from lms.quizzes.bringing.archives import ZIP, parts_of, refuse_old_office
from lms.quizzes.bringing.decoding import decode_text
from lms.quizzes.bringing.found import Found, Loss, Reading, Rejected, Unusable
from lms.quizzes.bringing.items import Choice, one_of
from lms.quizzes.bringing.lines import Block, blocks_of
from lms.quizzes.bringing.word import text_of_document
from lms.quizzes.bringing.wording import SLUG, clean, difficulty, said
from lms.quizzes.bringing.written import Written, item_of


def read_pasted(data: bytes, where: str) -> Reading:
    """Every numbered question, or where nothing is numbered every paragraph with options or an answer."""
    refuse_old_office(data, where)
    reading = Reading("text")
    if data.startswith(ZIP):
        if "word/document.xml" not in parts_of(data, where):
            raise Unusable("this is a zip, but no document of Word", where, "save it as .docx, or as plain text")
        text, losses = text_of_document(data, where)
        reading.losses += [Loss(where, what) for what in losses]
    else:
        text, reading.encoding = decode_text(data, where)
    for block in blocks_of(text, where):
        _add(reading, block)
    return reading


def _add(reading: Reading, block: Block) -> None:
    found = Found(f"line {block.line}", kind=block.kind, stem=block.stem.strip())
    reading.add(found)
    try:
        found.item = item_of(_written(block))
        level = difficulty(block.parts["difficulty"]) if "difficulty" in block.parts else None
        if level is not None:
            found.item["difficulty"] = level
        elif "difficulty" in block.parts:
            reading.lost(found.where, f"the difficulty “{block.parts['difficulty'][:40]}” is not understood")
        for part in ("outcome", "section"):
            name = block.parts.get(part, "").strip()
            if SLUG.fullmatch(name):
                found.item[part] = name
            elif name:
                reading.lost(found.where, f"{part} “{name[:40]}” is no id of the lesson")
        found.kind, found.stem = found.item["kind"], one_of(found.item["ask"])
    except Rejected as why:
        found.rejected = str(why)


def _written(block: Block) -> Written:
    block.take_tag()
    answer = clean(block.answer())  # first, as it takes the answer out of the brackets in the stem
    ask = said(block.stem)
    chinese = "zh" in ask
    return Written(
        kind=block.kind,
        ask=ask,
        answer=answer,
        options=[Choice(said(option, chinese=chinese)) for option in block.options],
        explanation=said(block.parts.get("explanation", ""), chinese=chinese),
    )
