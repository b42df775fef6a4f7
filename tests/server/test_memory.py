"""What the front holds when nothing is left to hold it for."""

import subprocess
import sys

from rlverify.verifier.v1 import checks_pb2
from rlverify.verifier.v1 import verifier_service_pb2 as pb
from tests.processes import rss_mib

_HOLD_SMALL_ONES = """
import os
from verifier_service.server.memory import give_large_blocks_back
from tests.processes import rss_mib
give_large_blocks_back()
del [bytearray(30_000_000)][:]
before = rss_mib(os.getpid())
held = [(bytearray(4_000_000), bytearray(10_000)) for _ in range(100)]
held = [small for _, small in held]
print(int(rss_mib(os.getpid()) - before))
"""


def test_large_blocks_are_given_back_though_small_ones_are_held_between_them():
    """Of 400 MB that were used once, the system has all but what is still used."""
    told = subprocess.run(
        [sys.executable, "-c", _HOLD_SMALL_ONES], check=True, capture_output=True, text=True
    )
    assert int(told.stdout) < 40


def test_what_one_large_call_took_is_given_back_when_nothing_goes_on(start_service, eventually):
    """References of 58 MiB take four times as much as text, in blocks that count as small ones."""
    call = pb.VerifyBatchRequest(checks=[checks_pb2.Check(exact={})])
    for number in range(62):
        of_group = ["😀".encode() + b"x" * 65_500] * 14 + [b"%d" % number]
        call.groups.add(id=f"{number}", references=of_group)
        call.items.add(completion=b"<answer>%d</answer>" % number, group_id=f"{number}")
    with start_service(["--workers", "1"]) as running:
        before = rss_mib(running.process.pid)
        for _ in range(2):
            answer = running.stub.VerifyBatch(call)
            assert all(result.verdicts[0].score == 1.0 for result in answer.results)
            eventually(lambda: rss_mib(running.process.pid) < before + 80)
