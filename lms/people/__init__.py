"""Who is here: accounts, roles, teams, who coaches whom, sign-in, and the one policy of rights."""
