"""Experiments: function."""
