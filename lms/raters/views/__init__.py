"""Pages: how one rates, transcripts to calibrate by, and how a manager's trainers rate."""

from lms.raters.views import calibrating, rating
from lms.raters.views.room import bp

__all__ = ["bp", "calibrating", "rating"]
