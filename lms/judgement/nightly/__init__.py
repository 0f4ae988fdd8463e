"""The job of a night: the cohort is estimated anew, reviews that are due are opened, stale rows are derived."""
