"""The gRPC front of the service."""
