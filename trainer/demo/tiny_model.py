"""A tokenizer and a model of Qwen2's architecture, made on the spot from nothing."""

from collections.abc import Sequence

from transformers import Qwen2Config, Qwen2ForCausalLM, Qwen2Tokenizer

TAGS = ("<think>", "</think>", "<answer>", "</answer>")
END = "<|im_end|>"
VOCABULARY_AT_MOST = 1000
MAX_TOKENS = 128


def make_tokenizer(texts: Sequence[str]) -> Qwen2Tokenizer:
    """Qwen2's own kind of tokenizer, trained on these texts: their words are its tokens."""
    untrained = Qwen2Tokenizer(eos_token=END)
    tokenizer: Qwen2Tokenizer = untrained.train_new_from_iterator(  # type: ignore[no-untyped-call]
        texts, VOCABULARY_AT_MOST, show_progress=False
    )
    tokenizer.add_tokens(list(TAGS))
    tokenizer.padding_side = "left"
    return tokenizer


def make_model(tokenizer: Qwen2Tokenizer) -> Qwen2ForCausalLM:
    """About a third of a million random weights, drawn from torch's generator."""
    config = Qwen2Config(
        vocab_size=len(tokenizer),  # no more, so that every token the model samples has a text
        hidden_size=128,
        intermediate_size=256,
        num_hidden_layers=2,
        num_attention_heads=4,
        num_key_value_heads=2,
        max_position_embeddings=MAX_TOKENS,
        tie_word_embeddings=True,
        initializer_range=0.05,  # twice and a half the usual: a model this small learns faster
        bos_token_id=None,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    model: Qwen2ForCausalLM = Qwen2ForCausalLM(config)  # type: ignore[no-untyped-call] # theirs
    return model
