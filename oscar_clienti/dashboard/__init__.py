"""The staff's door: it speaks HTTP and calls services."""
