"""Classroom days: the register, and what was taught there."""
