"""Who rates beside the assigned trainer, and how far raters agree."""
