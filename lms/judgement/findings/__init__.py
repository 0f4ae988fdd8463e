"""First suspect the teaching: which module, quiz, checklist, delay or rater may be at fault."""
