"""Frozen copies of what somebody was actually asked, shown or promised."""

from datetime import datetime
from typing import Any

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from lms.db import Base


class ContentVersion(Base):
    """One piece of content as it stood, under its hash; written once, when somebody meets it, and never changed.

    kind: question, checklist, card, customer, path or standard; content_id: its id in the files.
    """

    __tablename__ = "content_version"

    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20))
    content_id: Mapped[str] = mapped_column(String(80))
    body: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
