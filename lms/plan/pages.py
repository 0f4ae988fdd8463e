"""All pages of the room, on one blueprint."""

from lms.plan import glossary, printing, views
from lms.plan.views import bp

__all__ = ["bp", "glossary", "printing", "views"]
