"""Bringing items in: from spreadsheets, pasted text, GIFT and Moodle XML into content files, and out again."""
