"""The response says how long a call waited for workers and how long they were at it."""

import time

from rlverify.verifier.v1 import checks_pb2
from rlverify.verifier.v1 import verifier_service_pb2 as pb
from tests.conftest import MISBEHAVE

OPTIONS = ["--workers", "1", "--isolation", "none", "--plugin", str(MISBEHAVE)]


def seconds(response: pb.VerifyBatchResponse) -> tuple[float, float]:
    """In the queue, and at work."""
    queue, run = response.times.queue_time, response.times.run_time
    return queue.ToNanoseconds() / 1e9, run.ToNanoseconds() / 1e9


def test_the_response_says_how_long_workers_were_at_it(start_service, tmp_path, eventually):
    """No less than the check is known to have been at work, no more than the caller waited."""
    plugin = checks_pb2.PluginCheck(name="misbehave")
    plugin.parameters.update({"directory": str(tmp_path)})
    request = pb.VerifyBatchRequest(
        checks=[checks_pb2.Check(plugin=plugin)], items=[pb.Item(completion=b"wait")]
    )
    with start_service(OPTIONS) as service:
        sent = time.monotonic()
        call = service.stub.VerifyBatch.future(request, timeout=60)
        eventually(lambda: any(tmp_path.glob("started-*")))
        started = time.monotonic()
        (tmp_path / "go").touch()
        released = time.monotonic()
        queue_s, run_s = seconds(call.result())
        ended = time.monotonic()
    assert run_s >= released - started
    assert queue_s > 0
    assert queue_s + run_s <= ended - sent


def test_a_call_without_work_says_so(service):
    """The field is there, so that a client can tell it from a server that knows none."""
    check = checks_pb2.Check(exact=checks_pb2.ExactCheck())
    response = service.stub.VerifyBatch(pb.VerifyBatchRequest(checks=[check]), timeout=30)
    assert response.HasField("times")
    assert seconds(response) == (0.0, 0.0)
