"""What the key `algorithm` sets: GRPO, its variants, and RLOO.

An algorithm is a trainer of TRL and values for some of its keys; a key that is given
in the file or on the command line wins. The values are those that TRL's documentation
recommends (`GRPOConfig` of TRL 1.14.2 and its index of papers) for the papers named
here. Without the key, TRL's own defaults hold.

Not covered: DAPO's dynamic sampling and its soft punishment of overlong completions,
which are no keys of TRL; batch sizes and lengths of the papers.
"""

import dataclasses
from collections.abc import Mapping

TRL_DEFAULT = ""


@dataclasses.dataclass(frozen=True, kw_only=True, slots=True)
class Algorithm:
    """Values for TRL's keys, and where they come from. `uses_rloo` names the other trainer."""

    source: str
    settings: Mapping[str, object]
    uses_rloo: bool = False


ALGORITHMS: Mapping[str, Algorithm] = {
    TRL_DEFAULT: Algorithm(source="GRPOConfig's defaults", settings={}),
    "grpo": Algorithm(
        source="DeepSeekMath, arXiv 2402.03300: a mean over each completion, then over them",
        settings={
            "loss_type": "grpo",
            "scale_rewards": "group",
            "importance_sampling_level": "token",
        },
    ),
    "dr_grpo": Algorithm(
        source="Dr. GRPO, arXiv 2503.20783: neither length nor difficulty biases the loss",
        settings={"loss_type": "dr_grpo", "scale_rewards": "none", "beta": 0.0},
    ),
    "dapo": Algorithm(
        source="DAPO, arXiv 2503.14476, sections 2.3 and 4.1",
        settings={
            "loss_type": "dapo",
            "epsilon": 0.2,
            "epsilon_high": 0.28,
            "mask_truncated_completions": True,
            "beta": 0.0,
        },
    ),
    "gspo": Algorithm(
        source="GSPO, arXiv 2507.18071 version 2, section 5.1; it differs from grpo only"
        " where steps_per_generation is above gradient_accumulation_steps (4 times, there)",
        settings={
            "loss_type": "grpo",
            "importance_sampling_level": "sequence",
            "epsilon": 3e-4,
            "epsilon_high": 4e-4,
            "beta": 0.0,
        },
    ),
    "rloo": Algorithm(
        source="RLOO, arXiv 2402.14740, with the defaults of TRL's RLOOConfig",
        settings={},
        uses_rloo=True,
    ),
}
