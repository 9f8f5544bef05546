"""What is made from the plain tables at loading: encoded records, terms and postings."""
