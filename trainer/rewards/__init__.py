"""From verdicts to rewards, as TRL's trainers take them."""

from trainer.rewards.check_spec import parse_check
from trainer.rewards.components import RewardConfig, RewardSpec, make_rewards
from trainer.rewards.policy import OutcomePolicy

__all__ = ["OutcomePolicy", "RewardConfig", "RewardSpec", "make_rewards", "parse_check"]
