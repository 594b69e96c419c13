"""Training schemes as data, and dated plans for one person."""
