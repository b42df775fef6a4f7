"""The verifier service: checks, the workers that run them, the gRPC front, offline evaluation."""
