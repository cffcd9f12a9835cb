"""Real worker processes that are really killed."""
