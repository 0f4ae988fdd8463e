"""Pages: asking to be watched, guests and their own pages, second looks; how one rates, and calibrating."""

from lms.raters.views import beside, calibrating, guest_links, rating, second, watching
from lms.raters.views.room import bp

__all__ = ["beside", "bp", "calibrating", "guest_links", "rating", "second", "watching"]
