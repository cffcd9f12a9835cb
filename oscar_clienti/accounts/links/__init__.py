"""The pages of the mailed link: ask, wait, type the code, press the button."""
