"""The only place where protobuf meets the domain."""
