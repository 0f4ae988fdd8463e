"""All pages of the room, on one blueprint."""

from lms.quizzes import recall_views, views
from lms.quizzes.views import bp

__all__ = ["bp", "recall_views", "views"]
