"""Ordering for a customer."""
