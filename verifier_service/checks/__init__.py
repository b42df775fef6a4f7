"""The checks, one module a kind."""
