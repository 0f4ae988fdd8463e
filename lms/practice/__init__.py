"""Shown, tried, reviewed: shows, tries, reviews on a phone, agreed changes."""
