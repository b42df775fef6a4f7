"""The rows of a run: loaded, and looked at by the verifier, before the model is loaded.

Of several ranks one asks the verifier and tells the others which rows are left: were each to
ask for itself, an accident on one would leave them with different data. Import this module
after `import_backend`.

Not covered: ranks that read different data.
"""

import datasets
from accelerate import PartialState
from accelerate.utils import broadcast_object_list

from trainer.client import VerifierClient
from trainer.data.loading import LoadedRows, load_training_data
from trainer.data.references import usable_rows
from trainer.data.settings import Unusable
from trainer.errors import ConfigError, VerifierError
from trainer.training.config import RunConfig


def rows_to_train_on(run: RunConfig, client: VerifierClient) -> datasets.Dataset:
    """The rows of the run's data set that can be read and whose references can be used.

    Raises ConfigError if none is left, on every rank, and on the asking rank what
    `VerifierClient.verify` raises; the others then raise ConfigError too.
    """
    loaded = load_training_data(run.data_settings())
    state = PartialState()
    if state.num_processes == 1:
        return _ask(loaded, run, client).rows
    answer: list[tuple[int, ...] | str] = [()]
    failure: VerifierError | None = None
    if state.is_main_process:
        try:
            answer = [_ask(loaded, run, client).numbers]
        except VerifierError as error:  # the others wait for an answer, whatever it is
            failure, answer = error, [str(error)]
    broadcast_object_list(answer)
    if failure is not None:
        raise failure
    if isinstance(answer[0], str):
        raise ConfigError(answer[0])
    left = set(answer[0])
    return loaded.keep([place for place, each in enumerate(loaded.numbers) if each in left]).rows


def _ask(loaded: LoadedRows, run: RunConfig, client: VerifierClient) -> LoadedRows:
    return usable_rows(loaded, run.reward_config(), client, Unusable(run.unusable_references))
