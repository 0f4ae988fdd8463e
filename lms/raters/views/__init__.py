"""Pages: asking to be watched, guests and their own pages, second looks."""

from lms.raters.views import beside, guest_links, second, watching
from lms.raters.views.room import bp

__all__ = ["beside", "bp", "guest_links", "second", "watching"]
