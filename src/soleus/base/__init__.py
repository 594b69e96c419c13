"""Errors, quantities with units and sources, and the library of data files."""
