"""The shopper's door: signing in, signing up and the account, on allauth; the only room that knows it."""
