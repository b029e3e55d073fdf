"""Everything the demo clinic says. Places, people and prices are invented."""
