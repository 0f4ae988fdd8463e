"""Simulated companies whose truth is known: what the judgement is measured on. Written before the method."""
