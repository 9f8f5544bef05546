"""Other services that answer the same questions on the same corpus, and this one measured beside them."""
