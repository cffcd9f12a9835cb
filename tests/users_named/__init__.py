"""A shop whose user model has a name of its own."""
