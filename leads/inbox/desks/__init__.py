"""How a desk works: its settings, who is away, and what lies with people who are away."""
