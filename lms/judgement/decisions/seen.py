"""Which replies to decisions somebody has opened, so that what was read waits no longer."""

from collections.abc import Collection

from sqlalchemy import select

from lms.db import Once, once, session, transaction
from lms.errors import NotYours
from lms.judgement.decisions.mending import decision_under_care
from lms.judgement.models import Decision, Reply


def open_reply(actor_id: int, reply_id: int) -> Decision:
    """The actor reads this reply, which is kept as an act done once. Returns the decision. Raises NotYours."""
    with transaction():
        row = session().get(Reply, reply_id)
        if row is None:
            raise NotYours
        decision = decision_under_care(actor_id, row.decision_id)
        once(actor_id, _key(reply_id), {"reply": reply_id}, lambda: {"id": reply_id})
        return decision


def opened_by(actor_id: int, reply_ids: Collection[int]) -> frozenset[int]:
    """Those of the replies that this person has opened."""
    if not reply_ids:
        return frozenset()
    keys = {_key(reply): reply for reply in reply_ids}
    done = session().scalars(select(Once.key).where(Once.actor_id == actor_id, Once.key.in_(keys)))
    return frozenset(keys[key] for key in done)


def _key(reply_id: int) -> str:
    return f"opened-reply-{reply_id}"
