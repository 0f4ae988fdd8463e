"""What people decide about a trainee, what the trainee answers, and how a wrong decision is mended."""
