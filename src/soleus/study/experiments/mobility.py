"""Experiments: mobility."""
