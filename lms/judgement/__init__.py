"""What the facts say about a person and a skill: derived states, and the decisions that people take."""
