"""Studies: many computations over a grid."""
