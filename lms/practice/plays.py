"""Practice alone with a scripted customer, as kept beside the try: which script, what was said, what was found."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from lms.curriculum import versions
from lms.curriculum.catalog import CustomerScript, Module
from lms.curriculum.models import ContentVersion
from lms.db import session
from lms.errors import Unusable
from lms.i18n import _
from lms.practice.customers import ScriptedCustomer, found_in
from lms.practice.models import SoloPlay
from lms.questions.question import ContentHash

KIND = "customer"


@dataclass(frozen=True, slots=True)
class Play:
    """A script and what was said, by the ids of its options in order."""

    script: CustomerScript
    said: Sequence[str]


@dataclass(frozen=True, slots=True)
class Kept:
    """A play as it was kept. found: how many of the script's facts were opened."""

    play: Play
    found: int


def keep(try_id: int, play: Play) -> None:
    """Inside a transaction: keep a play beside its try, and the script as it stood. Raises Unusable."""
    customer, script = ScriptedCustomer(play.script), play.script
    try:
        found, ended = found_in(customer, play.said), customer.answer(play.said).end is not None
    except ValueError as wrong:
        raise Unusable(str(wrong)) from wrong
    if not ended:
        raise Unusable(_("This talk has not come to its end yet."))
    versions.keep(KIND, script.id, script.hash, versions.freeze(script))
    session().add(SoloPlay(try_id=try_id, customer_hash=script.hash, said=list(play.said), found=len(found)))
    session().flush()


def script_of(module: Module, content_hash: str) -> CustomerScript | None:
    """A script of a module as it stands or as somebody has met it; None for one that nobody knows any more."""
    here = next((one for one in module.customers if one.hash == content_hash), None)
    if here is not None:
        return here
    query = select(ContentVersion.body).where(ContentVersion.hash == content_hash, ContentVersion.kind == KIND)
    body = session().scalar(query)
    return None if body is None else versions.thaw_customer(body)


def plays_of(try_ids: Collection[int]) -> Mapping[int, Kept]:
    """By try what was played, in one query; tries without a script are left out."""
    if not try_ids:
        return {}
    rows = session().execute(
        select(SoloPlay, ContentVersion.body)
        .join(ContentVersion, ContentVersion.hash == SoloPlay.customer_hash)
        .where(SoloPlay.try_id.in_(try_ids))
    ).all()  # fmt: skip
    scripts = {ContentHash(row.SoloPlay.customer_hash): row.body for row in rows}
    thawed = {one: versions.thaw_customer(body) for one, body in scripts.items()}
    return {
        row.SoloPlay.try_id: Kept(Play(thawed[row.SoloPlay.customer_hash], row.SoloPlay.said), row.SoloPlay.found)
        for row in rows
    }
