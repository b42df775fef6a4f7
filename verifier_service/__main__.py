"""The command line: `rlverify`."""

import sys


def main() -> None:
    """Run the command line, or say which extra is missing."""
    try:
        from verifier_service.cli import app  # noqa: PLC0415  # the bare install lacks its libraries
    except ModuleNotFoundError as error:
        sys.exit(
            f"rlverify needs the service's libraries ({error}): pip install 'rlverify[service]'"
        )
    app()


if __name__ == "__main__":
    main()
