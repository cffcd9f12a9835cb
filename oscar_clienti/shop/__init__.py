"""What Oscar's shop does differently for our customers."""
