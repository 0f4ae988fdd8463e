"""What a question is: its kinds, the answers that each takes, and what they are worth. No database, no pages."""
