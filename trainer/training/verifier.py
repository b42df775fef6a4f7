"""The verifier of a run: its own or somebody's, reached before anything slow begins.

It comes first for two reasons. A run whose verifier is missing should end within
seconds and not after a model was loaded. And unsloth changes the environment that
child processes inherit, so a local verifier is started before unsloth is imported.
"""

import contextlib
import logging
from collections.abc import Iterator

from trainer.client import VerifierClient
from trainer.client.retry import Timing
from trainer.errors import ConfigError
from trainer.local_verifier import LocalVerifier
from trainer.training.config import LOCAL, RunConfig

_LOG = logging.getLogger(__name__)


@contextlib.contextmanager
def open_verifier(run: RunConfig) -> Iterator[VerifierClient]:
    """A client of a verifier that answers and takes the run's checks.

    A local one is started, and stopped at the end. Raises LocalVerifierFailed if it does
    not start, VerifierUnreachable if an endpoint does not answer within
    `verifier_start_timeout_s`, ConfigError for a plug-in that it does not have, and
    RequestRefused for checks that it refuses for another reason.
    """
    with contextlib.ExitStack() as stack:
        if run.verifier == LOCAL:
            local = stack.enter_context(LocalVerifier(run.local_verifier_settings()))
            settings, timing = run.client_settings(local.endpoint), Timing(sleep=local.sleep)
        else:
            settings, timing = run.client_settings(run.verifier), Timing()
        client = stack.enter_context(VerifierClient(settings, timing))
        _refuse_early(client, run)
        yield client


def _refuse_early(client: VerifierClient, run: RunConfig) -> None:
    capabilities = client.check_reachable(timeout_s=run.verifier_start_timeout_s)
    versions = {version.check: version.semantics_version for version in capabilities.checks}
    plugins = sorted(version.check for version in capabilities.checks if version.is_plugin)
    checks = [spec.check for spec in run.reward_config().rewards]
    for check in checks:
        if check.WhichOneof("kind") == "plugin" and check.plugin.name not in plugins:
            raise ConfigError(
                f"the verifier at {client.settings.endpoint} has no plug-in"
                f" {check.plugin.name!r}; it has: {', '.join(plugins) or 'none'}"
            )
    client.check_accepted(checks)
    _LOG.info("verifier at %s, semantics versions: %s", client.settings.endpoint, versions)
