"""Writing to many."""
