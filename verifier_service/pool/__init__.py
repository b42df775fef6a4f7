"""Worker processes, each behind one pair of pipes; the parent owns the clock."""
