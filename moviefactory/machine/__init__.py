"""What this machine has: its graphics card and its memory. Knows no model."""
