"""Experiments: article."""
