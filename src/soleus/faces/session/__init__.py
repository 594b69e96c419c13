"""A session guided on the screen: its steps, the guide through them, screen, keys and sound."""
