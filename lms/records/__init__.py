"""The numbered, sealed index of facts, one file a person, and corrections of facts."""
