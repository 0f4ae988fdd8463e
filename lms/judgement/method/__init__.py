"""The method’s own page, and how often the method errs."""
