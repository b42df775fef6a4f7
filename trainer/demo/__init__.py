"""The demo: a small model made on the spot learns from a verifier's rewards on a CPU."""
