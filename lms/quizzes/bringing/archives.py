"""Office files are zips: they are looked through, counted while they unpack, before anything else opens them."""

import io
import zipfile
import zlib

from lms.quizzes.bringing.found import Unusable

MOST_PARTS = 200
LARGEST_PART_BYTES = 20_000_000
LARGEST_WHOLE_BYTES = 60_000_000
CHUNK = 1 << 16
OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP = b"PK"
DECLARATIONS = tuple(word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le"))
LONGEST_DECLARATION = max(map(len, DECLARATIONS))


def refuse_old_office(data: bytes, where: str) -> None:
    if data.startswith(OLD_OFFICE):
        what = "this is an old Office file (.xls, .doc), or one that is locked with a password"
        raise Unusable(what, where, "save it as .xlsx or .docx without a password")


def parts_of(data: bytes, where: str) -> frozenset[str]:
    """The names of all parts, every one of which unpacks within the limits and holds no macro and no entity.

    Raises Unusable. Sizes are counted as the bytes come out, since a zip's own figures may be false.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if len(members) > MOST_PARTS:
                raise Unusable(f"the file has {len(members)} parts inside; {MOST_PARTS} are the most", where, SAVE_NEW)
            whole = 0
            for member in members:
                _refuse_name(member, where)
                whole += _unpacked(archive, member, where)
                if whole > LARGEST_WHOLE_BYTES:
                    what = f"the file unpacks to more than {LARGEST_WHOLE_BYTES:,} bytes"
                    raise Unusable(what, where, SAVE_NEW)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as error:
        what = f"the file is damaged or cut off ({error})"
        raise Unusable(what, where, "open it in Excel or Word and save it again") from None
    return frozenset(member.filename for member in members)


SAVE_NEW = "copy the questions into a new workbook or document, and save that"


def _refuse_name(member: zipfile.ZipInfo, where: str) -> None:
    name = member.filename.replace("\\", "/").lower()
    if name.endswith("vbaproject.bin") or "/macrosheets/" in name or name.startswith("macrosheets/"):
        raise Unusable("the file holds macros", where, "save it as .xlsx (or .docx) without macros")
    if member.flag_bits & 1:
        raise Unusable("the file is locked with a password", where, "save it without a password")


def _unpacked(archive: zipfile.ZipFile, member: zipfile.ZipInfo, where: str) -> int:
    size, tail = 0, b""
    is_xml = member.filename.lower().endswith((".xml", ".rels", ".vml"))
    is_types = member.filename.lower() == "[content_types].xml"
    with archive.open(member) as part:
        while chunk := part.read(CHUNK):
            size += len(chunk)
            if size > LARGEST_PART_BYTES:
                what = f"the part {member.filename[:80]} unpacks to more than {LARGEST_PART_BYTES:,} bytes"
                raise Unusable(what, where, SAVE_NEW)
            seen = tail + chunk
            if is_xml and any(word in seen for word in DECLARATIONS):
                what = f"the part {member.filename[:80]} declares entities or a document type"
                raise Unusable(what, where, SAVE_NEW)
            if is_types and b"macroenabled" in seen.lower():
                raise Unusable("the file is one with macros", where, "save it as .xlsx (or .docx) without macros")
            tail = seen[-LONGEST_DECLARATION:]
    return size
