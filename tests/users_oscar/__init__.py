"""A shop whose user model inherits Oscar's."""
