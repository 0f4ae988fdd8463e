"""All pages of the room, on one blueprint."""

from lms.plan import glossary, views
from lms.plan.views import bp

__all__ = ["bp", "glossary", "views"]
