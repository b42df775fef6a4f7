"""The published shapes of the models that the recipes name.

Sources: `config.json` of each model on the hub. Phi-4 is the one with separate projections,
as Unsloth publishes it.
"""

import dataclasses
from typing import Any


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """Keys of a dense model's configuration."""

    architecture: str
    hidden_size: int
    intermediate_size: int
    num_hidden_layers: int
    num_attention_heads: int
    num_key_value_heads: int
    vocab_size: int
    tie_word_embeddings: bool = False
    rope_theta: float = 1_000_000.0
    max_position_embeddings: int = 32_768

    def keys(self) -> dict[str, Any]:
        """All but the architecture, by the names that transformers gives them."""
        keys = dataclasses.asdict(self)
        del keys["architecture"]
        return keys


SHAPES: dict[str, Shape] = {
    "tiny": Shape(
        architecture="qwen2",
        hidden_size=256,
        intermediate_size=512,
        num_hidden_layers=4,
        num_attention_heads=4,
        num_key_value_heads=2,
        vocab_size=1_024,
        tie_word_embeddings=True,
    ),
    "Qwen2.5-1.5B": Shape(
        architecture="qwen2",
        hidden_size=1_536,
        intermediate_size=8_960,
        num_hidden_layers=28,
        num_attention_heads=12,
        num_key_value_heads=2,
        vocab_size=151_936,
        tie_word_embeddings=True,
    ),
    "Qwen2.5-3B": Shape(
        architecture="qwen2",
        hidden_size=2_048,
        intermediate_size=11_008,
        num_hidden_layers=36,
        num_attention_heads=16,
        num_key_value_heads=2,
        vocab_size=151_936,
        tie_word_embeddings=True,
    ),
    "Qwen2.5-7B": Shape(
        architecture="qwen2",
        hidden_size=3_584,
        intermediate_size=18_944,
        num_hidden_layers=28,
        num_attention_heads=28,
        num_key_value_heads=4,
        vocab_size=152_064,
    ),
    "Llama-3.1-8B": Shape(
        architecture="llama",
        hidden_size=4_096,
        intermediate_size=14_336,
        num_hidden_layers=32,
        num_attention_heads=32,
        num_key_value_heads=8,
        vocab_size=128_256,
        rope_theta=500_000.0,
        max_position_embeddings=131_072,
    ),
    "Mistral-7B-v0.3": Shape(
        architecture="mistral",
        hidden_size=4_096,
        intermediate_size=14_336,
        num_hidden_layers=32,
        num_attention_heads=32,
        num_key_value_heads=8,
        vocab_size=32_768,
    ),
    "Phi-4": Shape(
        architecture="llama",
        hidden_size=5_120,
        intermediate_size=17_920,
        num_hidden_layers=40,
        num_attention_heads=40,
        num_key_value_heads=10,
        vocab_size=100_352,
        rope_theta=250_000.0,
        max_position_embeddings=16_384,
    ),
}
