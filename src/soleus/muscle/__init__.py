"""One muscle-tendon unit: curves, constants, activation, contraction."""
