"""From bytes to text, by the mark at the beginning, then strict UTF-8, then GB18030; what is garbled is refused."""

import codecs
import re

from lms.quizzes.bringing.found import Unusable

LARGEST_BYTES = 5_000_000
MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
NOT_ASCII = re.compile(r"[^\x00-\x7f]")
PRIVATE = re.compile("[\ue000-\uf8ff\ufffd]")
ORDINARY_SHARE = 0.7
"""Of the characters of an office text in GB18030, so many are in GB2312; of another encoding read as it, half."""
SAVE_AGAIN = "save it again as “CSV UTF-8” or as plain text in UTF-8"


def check_size(data: bytes, where: str) -> None:
    if len(data) > LARGEST_BYTES:
        what = f"the file has {len(data):,} bytes; {LARGEST_BYTES:,} are the most"
        raise Unusable(what, where, "split it into several files")
    if not data.strip():
        raise Unusable("the file is empty", where, "give a file with questions in it")


def decode_text(data: bytes, where: str) -> tuple[str, str]:
    """The text with plain line ends, and the name of its encoding. Raises Unusable."""
    text, encoding = _decoded(data, where)
    if "\0" in text:
        raise Unusable("the file holds null characters, so it is no text", where, SAVE_AGAIN)
    return re.sub("\r\n?|[\x0b\x0c\u2028\u2029]", "\n", text), encoding  # Word's soft breaks among them


def _decoded(data: bytes, where: str) -> tuple[str, str]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            try:
                return data.decode(encoding), encoding
            except UnicodeDecodeError as error:
                what = f"the file begins with the mark of {encoding.upper()}, but byte {error.start} does not fit it"
                raise Unusable(what, where, SAVE_AGAIN) from None
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError as error:
        no_utf8 = error.start
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError as error:
        what = f"the file is neither UTF-8 (byte {no_utf8}) nor GB18030 (byte {error.start})"
        raise Unusable(what, where, SAVE_AGAIN) from None
    if _looks_garbled(text):
        what = f"the file is no UTF-8 (byte {no_utf8}), and read as GB18030 it makes no sense"
        raise Unusable(what, where, SAVE_AGAIN)
    return text, "gb18030"


def _looks_garbled(text: str) -> bool:
    if PRIVATE.search(text):
        return True
    beyond = NOT_ASCII.findall(text)
    ordinary = sum(_is_ordinary(character) for character in beyond)
    return ordinary < ORDINARY_SHARE * len(beyond)


def _is_ordinary(character: str) -> bool:
    """Whether GB2312 has it outside its second, rare half of characters."""
    try:
        encoded = character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return encoded[0] < 0xD8
