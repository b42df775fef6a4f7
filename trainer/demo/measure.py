"""How good the model is on problems that it has not seen, in the verifier's judgement.

Completions are sampled at temperature 1, as in training. A greedy reading would
hide most of the slips that the warm-up taught: it shows what a model prefers, not
how often it is right.
"""

import dataclasses
from collections.abc import Sequence

import torch

from trainer.client import Completion, VerifierClient
from trainer.demo.problems import Problem
from trainer.errors import OutcomeRaised
from trainer.rewards import RewardConfig
from trainer.training.backends import LoadedModel

BATCH_SIZE = 256
MAX_NEW_TOKENS = 48
SAMPLING_SEED = 20_260_101


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Measurement:
    """Means over the problems, by the names of the rewards, and one completion to look at."""

    means: dict[str, float]
    example: str


def measure(
    loaded: LoadedModel,
    unseen: Sequence[Problem],
    client: VerifierClient,
    config: RewardConfig,
) -> Measurement:
    """Sample one completion for each problem and have it measured by the run's own checks.

    A verdict without a score counts as the run's policy says. Raises OutcomeRaised if
    that is no signal: a mean without some of its rows would flatter.
    """
    texts = _sample(loaded, unseen)
    completions = [
        Completion(text=text, references=(problem.answer,), language=config.language)
        for text, problem in zip(texts, unseen, strict=True)
    ]
    verdicts = client.verify([spec.check for spec in config.rewards], completions)
    rows = [config.policy.row(row) for row in verdicts]
    means = {}
    for column, spec in enumerate(config.rewards):
        scores = [score for row in rows if (score := row[column]) is not None]
        if len(scores) < len(rows):
            raise OutcomeRaised(f"{len(rows) - len(scores)} completions have no verdict")
        means[spec.name] = sum(scores) / len(scores)
    return Measurement(means=means, example=unseen[0].text + texts[0])


def _sample(loaded: LoadedModel, unseen: Sequence[Problem]) -> list[str]:
    texts: list[str] = []
    loaded.model.eval()
    torch.manual_seed(SAMPLING_SEED)
    for start in range(0, len(unseen), BATCH_SIZE):
        prompts = [problem.text for problem in unseen[start : start + BATCH_SIZE]]
        encoded = loaded.tokenizer(prompts, return_tensors="pt", padding=True)
        encoded = encoded.to(loaded.model.device)
        with torch.no_grad():
            written = loaded.model.generate(
                input_ids=encoded["input_ids"],
                attention_mask=encoded["attention_mask"],
                max_new_tokens=MAX_NEW_TOKENS,
                do_sample=True,
                temperature=1.0,
                top_k=0,
            )
        new = written[:, encoded["input_ids"].shape[1] :]
        texts += loaded.tokenizer.batch_decode(new, skip_special_tokens=True)
    return texts
