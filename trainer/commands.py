"""The entry points of `rlverify-train` and `rlverify-demo`.

The bare install has these commands but not the libraries that they need; it says so.
"""

import importlib
import sys


def train() -> None:
    """`rlverify-train`."""
    _run("rlverify-train", "trainer.__main__")


def demo() -> None:
    """`rlverify-demo`."""
    _run("rlverify-demo", "trainer.demo.__main__")


def _run(command: str, module: str) -> None:
    try:
        importlib.import_module(module).main()
    except ModuleNotFoundError as error:
        sys.exit(
            f"{command} needs the libraries of a training extra ({error}):"
            " pip install 'rlverify[train-cpu,service]', or"
            " 'rlverify[train,service]' on a GPU host"
        )
