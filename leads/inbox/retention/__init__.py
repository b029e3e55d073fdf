"""How long leads are kept: what is in force, and a form that says what it would remove."""
