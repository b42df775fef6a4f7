"""The reward curves of a run as a picture."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import matplotlib as mpl
from matplotlib import pyplot as plt

from trainer.demo.measure import Measurement

SIZE_INCHES = (8.0, 4.5)
DOTS_PER_INCH = 120


def draw_curves(
    path: Path,
    log_history: Sequence[Mapping[str, float]],
    before: Measurement,
    after: Measurement,
) -> None:
    """Write a PNG: a line for each reward in training, a dot before it and one after it.

    The lines are means over the completions of the steps since the last log entry, the
    dots means over problems kept from training.
    """
    mpl.use("Agg")  # no window: the demo runs on machines without a screen
    figure, axes = plt.subplots(figsize=SIZE_INCHES)
    last_step = max((entry["step"] for entry in log_history), default=0)
    for name, mean in before.means.items():
        key = f"rewards/{name}/mean"
        entries = [entry for entry in log_history if key in entry]
        (line,) = axes.plot(
            [entry["step"] for entry in entries], [entry[key] for entry in entries], label=name
        )
        axes.plot([0, last_step], [mean, after.means[name]], "o", color=line.get_color())
    axes.set(xlabel="step", ylabel="mean score", ylim=(0, 1.02))
    axes.set_title("Scores in training; dots: problems kept from training")
    axes.legend(loc="lower right")
    axes.grid(alpha=0.3)
    figure.tight_layout()
    figure.savefig(path, dpi=DOTS_PER_INCH)
    plt.close(figure)
