"""Findings that a person may overrule."""

import logging

from trainer.errors import ConfigError
from trainer.training.config import RunConfig

REFUSE = "refuse"
WARN = "warn"

_LOG = logging.getLogger(__name__)


def refuse(run: RunConfig, finding: str) -> None:
    """Raise ConfigError for this finding; with `preflight: warn`, log it and go on."""
    if run.preflight == WARN:
        _LOG.warning("%s", finding)
        return
    raise ConfigError(f"{finding}; to go on all the same, set preflight: {WARN}")
