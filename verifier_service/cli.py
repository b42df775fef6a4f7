"""The commands of `rlverify`. Each reads its options, builds settings and calls one room."""

import asyncio
import logging
import sys
from pathlib import Path
from typing import Annotated

import msgspec
import typer

from verifier_service.errors import StartupError
from verifier_service.offline.command import eval_command
from verifier_service.server.run import serve
from verifier_service.settings import Limits, PoolSettings, Settings, validated

app = typer.Typer(
    name="rlverify",
    help="Verify completions: serve checks over gRPC, or score a file offline.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
app.command("eval")(eval_command)

_DEFAULT = Settings()


@app.command("serve")
def serve_command(  # noqa: PLR0913  # one parameter an option
    *,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = _DEFAULT.host,
    port: Annotated[int, typer.Option(help="Port; 0 takes a free one.")] = _DEFAULT.port,
    workers: Annotated[int, typer.Option(help="Worker processes.")] = _DEFAULT.pool.workers,
    plugin: Annotated[
        list[Path] | None, typer.Option(help="Python file with a check of your own; repeatable.")
    ] = None,
    verdict_deadline_s: Annotated[
        float, typer.Option(help="Seconds for one check on one completion.")
    ] = _DEFAULT.pool.verdict_deadline_s,
    max_completion_bytes: Annotated[
        int, typer.Option(help="A longer completion is limit_exceeded.")
    ] = _DEFAULT.limits.max_completion_bytes,
    max_items: Annotated[
        int, typer.Option(help="Completions in one call.")
    ] = _DEFAULT.limits.max_items,
    max_call_bytes: Annotated[
        int, typer.Option(help="Bytes of one call.")
    ] = _DEFAULT.limits.max_call_bytes,
    drain_s: Annotated[
        float, typer.Option(help="Seconds that accepted calls get after SIGTERM.")
    ] = _DEFAULT.drain_s,
    exit_with_stdin: Annotated[
        bool, typer.Option("--exit-with-stdin", help="Stop when standard input ends.")
    ] = False,
) -> None:
    """Serve the checks over gRPC until SIGTERM."""
    logging.basicConfig(
        stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s"
    )
    try:
        settings = validated(
            Settings(
                host=host,
                port=port,
                drain_s=drain_s,
                limits=Limits(
                    max_items=max_items,
                    max_completion_bytes=max_completion_bytes,
                    max_call_bytes=max_call_bytes,
                ),
                pool=PoolSettings(
                    workers=workers,
                    plugins=tuple(plugin or ()),
                    verdict_deadline_s=verdict_deadline_s,
                ),
            )
        )
        logging.getLogger(__name__).info("settings: %s", settings)
        asyncio.run(serve(settings, announce=_announce, exit_with_stdin=exit_with_stdin))
    except (StartupError, msgspec.ValidationError) as error:
        typer.echo(f"rlverify serve: {error}", err=True)
        raise typer.Exit(2) from None


def _announce(address: str) -> None:
    """The one line on standard output, for whoever started the service."""
    typer.echo(f"rlverify: serving on {address}")
    sys.stdout.flush()
