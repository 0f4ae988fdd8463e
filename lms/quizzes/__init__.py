"""Items answered, scored and remembered."""
