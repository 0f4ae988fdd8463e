"""Measurements against the budgets of docs/architecture.md: `make bench`. Loopback only, bounded in count and time."""
