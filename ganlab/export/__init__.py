"""What one takes home from a run."""
