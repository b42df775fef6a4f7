"""Training runs. Only modules of this package and of the demo import torch, trl or unsloth."""
