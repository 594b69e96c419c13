"""Experiments: sway."""
