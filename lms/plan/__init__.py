"""What is promised to a trainee, by whom and by when."""
