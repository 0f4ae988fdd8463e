"""Review cases: the rules ask, people look at the evidence together, the trainee answers, and somebody decides."""
