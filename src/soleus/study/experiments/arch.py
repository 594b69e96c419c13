"""Experiments: arch."""
