"""The supervised warm-up: the model learns to write as the imperfect solutions are written."""

import random
from collections.abc import Iterable, Iterator, Sequence

import torch
from transformers import Qwen2ForCausalLM, Qwen2Tokenizer

from trainer.demo.problems import Problem, warm_up_solution
from trainer.demo.tiny_model import END

BATCH_SIZE = 16
LEARNING_RATE = 3e-3
BETAS = (0.9, 0.98)
RAMP_STEPS = 20
MAX_GRADIENT_NORM = 1.0
IGNORED = -100  # a label that torch's cross entropy leaves out


def warm_up(
    model: Qwen2ForCausalLM, batches: Iterable[dict[str, torch.Tensor]], *, steps: int
) -> None:
    """Train the model in place, one step for each batch; `steps` is how many there are."""
    optimizer = torch.optim.AdamW(model.parameters(), lr=LEARNING_RATE, betas=BETAS)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimizer, lambda step: min(1.0, (step + 1) / RAMP_STEPS) * (1.0 - step / steps)
    )
    model.train()
    for batch in batches:
        model(**batch).loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), MAX_GRADIENT_NORM)
        optimizer.step()
        schedule.step()
        optimizer.zero_grad()


def imperfect_batches(
    tokenizer: Qwen2Tokenizer, problems: Sequence[Problem], rng: random.Random, *, steps: int
) -> Iterator[dict[str, torch.Tensor]]:
    """Batches of problems with fresh imperfect solutions.

    Token ids, attention mask and labels, each of shape (problems, tokens). Only the
    solution is learnt: the problem and the padding have no label.
    """
    for _ in range(steps):
        batch = rng.choices(problems, k=BATCH_SIZE)
        prompts = [problem.text for problem in batch]
        texts = [problem.text + warm_up_solution(problem, rng) + END for problem in batch]
        encoded = tokenizer(texts, return_tensors="pt", padding=True, padding_side="right")
        ids, mask = encoded["input_ids"], encoded["attention_mask"]
        prompt_lengths = torch.tensor([len(prompt) for prompt in tokenizer(prompts)["input_ids"]])
        learnt = (torch.arange(ids.shape[1]) >= prompt_lengths[:, None]) & (mask == 1)
        labels = ids.masked_fill(~learnt, IGNORED)
        yield {"input_ids": ids, "attention_mask": mask, "labels": labels}
