"""Content as it stood when somebody met it: written once under its hash, readable for ever."""

from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import select

from lms import clock
from lms.curriculum.frozen import (
    freeze,
    hash_of,
    thaw_calibration,
    thaw_card,
    thaw_checklist,
    thaw_customer,
    thaw_path,
    thaw_question,
    thaw_show,
)
from lms.curriculum.models import ContentVersion
from lms.db import insert_row, session
from lms.questions.question import ContentHash

__all__ = [
    "body_of",
    "freeze",
    "hash_of",
    "keep",
    "thaw_calibration",
    "thaw_card",
    "thaw_checklist",
    "thaw_customer",
    "thaw_path",
    "thaw_question",
    "thaw_show",
]


def keep(kind: str, id: str, hash: ContentHash, body: Mapping[str, Any]) -> None:  # noqa: A002  the table's own words
    """Insert a version unless it is there, in the caller's transaction.

    kind: question, checklist, card, customer, show, calibration, path or standard; body: from `freeze`, or JSON whose
    `hash_of` is the hash.
    """
    row = {"hash": hash, "kind": kind, "content_id": id, "body": dict(body), "created_at": clock.now()}
    insert_row(ContentVersion, row, unless_there=True)


def body_of(hash: ContentHash) -> dict[str, Any]:  # noqa: A002  the table's own word
    """The frozen body under a hash. Raises LookupError when nobody has met it."""
    body: dict[str, Any] | None = session().scalar(select(ContentVersion.body).where(ContentVersion.hash == hash))
    if body is None:
        raise LookupError(f"no content is kept under {hash}")
    return body


def bodies_of(hashes: Collection[str]) -> dict[str, dict[str, Any]]:
    """The frozen bodies under these hashes, in one query; what nobody has met is left out."""
    query = select(ContentVersion.hash, ContentVersion.body).where(ContentVersion.hash.in_(hashes))
    return {row.hash: row.body for row in session().execute(query)}
