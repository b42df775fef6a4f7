"""Versions of the verifier contract."""
