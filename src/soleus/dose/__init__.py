"""What the calf got: peaks, impulses, times and work per repetition, set and session."""
