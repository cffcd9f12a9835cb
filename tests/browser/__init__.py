"""What only a real browser can show: typing, clicking, going back, small screens."""
