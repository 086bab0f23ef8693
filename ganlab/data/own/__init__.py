"""What users bring: drawings, points and pictures; how they are read, checked and kept."""
