"""Recordings of tries, with comments at a moment."""
