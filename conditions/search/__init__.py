"""Looking for pages: the words of all of them, and the names people have for what ails them."""
