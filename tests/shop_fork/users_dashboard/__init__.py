"""The store's fork of our pages."""
