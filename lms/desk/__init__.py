"""Where people work: home, to-do, team, one person's story."""
