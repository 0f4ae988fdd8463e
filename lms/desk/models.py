"""Rows of the to-do that somebody has taken, so that two trainers don't do the same."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class Claim(Base):
    """Somebody is at this thing. thing: the key of its row in the to-do; let go after a while, see the rules."""

    __tablename__ = "claim"
    __table_args__ = (Index("ix_claim_person", "person_id"),)

    thing: Mapped[str] = mapped_column(String(160), primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    at: Mapped[datetime]
