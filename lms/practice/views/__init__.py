"""Pages: practice at a glance, shows, tries while they are played, reviews, and looking back."""

from lms.practice.views import alone, cards, handouts, hub, joining, offline, paper, reviews, shows, tries
from lms.practice.views.room import bp

__all__ = ["alone", "bp", "cards", "handouts", "hub", "joining", "offline", "paper", "reviews", "shows", "tries"]
