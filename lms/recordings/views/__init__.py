"""Consent, uploads, media, comments and captions, for pages and for scripts."""

from lms.recordings.views import media, page, talk, uploading
from lms.recordings.views.room import bp

__all__ = ["bp", "media", "page", "talk", "uploading"]
