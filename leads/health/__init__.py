"""Does everything work? Figures, what they mean, and what to do: for machines and for people."""
