"""The contract of rlverify: protobuf sources and the stubs generated from them."""
