"""Experiments: parts."""
