"""The page by which anybody writes to the shop; a store includes ``oscar_clienti.shop.contact.urls``."""
