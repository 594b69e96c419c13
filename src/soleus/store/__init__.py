"""The training log: what was planned, done, felt and measured, in SQLite or PostgreSQL."""
