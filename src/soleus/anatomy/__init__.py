"""A person's leg: skeleton, muscle paths, strength."""
