"""Verbs: the only room that writes. Each act is one transaction with its activity row and its signal."""
