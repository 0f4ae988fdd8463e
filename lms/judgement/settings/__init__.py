"""The thresholds that a company sets: checked, put in words, tried out, and kept with who set them and why."""
