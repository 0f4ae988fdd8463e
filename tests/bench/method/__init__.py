"""How often the judgement errs on simulated companies: measured, kept, written into the product and its page."""
