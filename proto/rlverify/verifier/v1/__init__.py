"""Version 1 of the verifier contract. Generated; run `make stubs` after a change."""
