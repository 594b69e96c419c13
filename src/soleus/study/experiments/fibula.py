"""Experiments: fibula."""
