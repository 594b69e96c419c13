"""Who carries it: inverse dynamics and load sharing."""
