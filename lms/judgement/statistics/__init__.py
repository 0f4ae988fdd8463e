"""The statistics of curves, as arrays: how people grow, what a curve says of it, and what the others teach."""
