"""What the body does: exercises as data, and their motion by mechanics."""
