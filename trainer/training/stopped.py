"""A run that was stopped on the way."""

from pathlib import Path

from trainer.errors import VerifierError


class TrainingStopped(VerifierError):  # noqa: N818 - the name says what happened
    """Verdicts stopped coming in training; the cause is a VerifierError.

    `checkpoint` is the folder of the last finished step, None if no step was finished.
    """

    def __init__(self, cause: VerifierError, checkpoint: Path | None) -> None:
        super().__init__(f"training stopped: {cause}")
        self.checkpoint = checkpoint

    @property
    def what_next(self) -> str:
        """What the user can do, in a sentence or two."""
        if self.checkpoint is None:
            return "No step was finished, so there is nothing to resume: start again."
        return (
            f"The last finished step is saved in {self.checkpoint}. Go on with the same command"
            f" and --resume_from_checkpoint {self.checkpoint}"
        )
