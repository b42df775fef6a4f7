"""Reward functions as TRL calls them, against a scripted verifier."""

import dataclasses
import subprocess
import sys
import threading
from collections import defaultdict
from concurrent import futures
from multiprocessing.reduction import ForkingPickler

import grpc
import pytest

from rlverify.verifier.v1 import checks_pb2, verdict_pb2
from rlverify.verifier.v1 import verifier_service_pb2 as pb
from trainer.client import ClientSettings, VerifierClient
from trainer.client.verdicts import Outcome
from trainer.errors import ConfigError, DataError, OutcomeRaised, VerifierUnavailable
from trainer.rewards import RewardConfig, RewardSpec, make_rewards
from trainer.rewards.check_spec import looks_for_an_answer, parse_check
from trainer.rewards.components import MAX_OPEN_BATCHES
from trainer.rewards.policy import OutcomePolicy

SPECS = tuple(RewardSpec(name=name, check=parse_check("math")) for name in ("a", "b", "c"))
CONFIG = RewardConfig(rewards=SPECS)


class TrainerLog:
    """What a trainer's log functions collect."""

    def __init__(self) -> None:
        self.metrics = defaultdict(list)
        self.columns = defaultdict(list)

    def metric(self, name, value):
        """TRL's `log_metric`."""
        self.metrics[name].append(value)

    def extra(self, column, values):
        """TRL's `log_extra`."""
        self.columns[column].extend(values)


def batch(*completions: str, answers=None, **columns):
    """The arguments of one call, with the extras that TRL adds."""
    return {
        "prompts": ["p"] * len(completions),
        "completions": list(completions),
        "completion_ids": [[1] * len(each) for each in completions],
        "answer": list(answers or ["4"] * len(completions)),
        "trainer_state": object(),
        **columns,
    }


def outcomes(verifier, *rows: list[int]):
    """A step that answers with these outcomes, one list of checks for each item."""

    def step(request, _context) -> pb.VerifyBatchResponse:
        response = verifier.answer(request)
        for result, row in zip(response.results, rows, strict=True):
            for verdict, outcome in zip(result.verdicts, row, strict=True):
                if outcome != verdict_pb2.OUTCOME_SCORED:
                    verdict.ClearField("score")
                verdict.outcome = outcome
        return response

    return step


# Sharing


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 0, 1)])
def test_the_components_of_a_batch_share_one_call(client, verifier, order):
    """Whatever the order in which the trainer asks."""
    rewards = make_rewards(CONFIG, client)
    for step in range(3):
        arguments = batch(f"{step}", "4")
        assert [rewards[index](**arguments) for index in order] == [[0.0, 1.0]] * 3
        assert len(verifier.requests) == step + 1
    assert [len(call.checks) for call in verifier.requests] == [3, 3, 3]


def test_batches_are_told_apart_by_their_content(client, verifier):
    """The same list with other completions in it is another batch."""
    first, second, _ = make_rewards(CONFIG, client)
    arguments = batch("4", "5")
    assert first(**arguments) == [1.0, 0.0]
    arguments["completions"].reverse()
    assert second(**arguments) == [0.0, 1.0]
    assert len(verifier.requests) == 2


def test_equal_completions_with_other_references_are_another_batch(client):
    """A verdict belongs to a completion and its references."""
    first, second, _ = make_rewards(CONFIG, client)
    assert first(**batch("4", answers=["4"])) == [1.0]
    assert second(**batch("4", answers=["5"])) == [0.0]


def test_the_same_component_asking_again_makes_a_new_call(client, verifier):
    """A trainer that samples the same texts twice wants them measured twice."""
    first, second, third = make_rewards(CONFIG, client)
    arguments = batch("4")
    for calls, reward in enumerate((first, first), start=1):
        assert reward(**arguments) == [1.0]
        assert len(verifier.requests) == calls
    for reward in (second, third, second, third):
        assert reward(**arguments) == [1.0]
    assert len(verifier.requests) == 2


def test_batches_of_several_threads_do_not_mix(verifier):
    """TRL's asynchronous trainer scores several groups at once, each component in a thread."""
    with (
        VerifierClient(ClientSettings(endpoint=verifier.endpoint)) as client,
        futures.ThreadPoolExecutor(12) as pool,
    ):
        rewards = make_rewards(CONFIG, client)
        for _ in range(10):
            verifier.requests.clear()
            jobs = [
                (number, pool.submit(reward, **batch("4", str(number), answers=["4", "2"])))
                for number in range(4)
                for reward in rewards
            ]
            for number, job in jobs:
                assert job.result() == [1.0, float(number == 2)]
            assert len(verifier.requests) == 4


def test_a_batch_that_all_components_had_is_let_go(client):
    """Completions of a step do not stay in memory during the next."""
    rewards = make_rewards(CONFIG, client)
    for reward in rewards:
        reward(**batch("4"))
    assert rewards[0]._scorer._open == []


def test_a_component_that_is_never_asked_for_costs_a_bounded_memory(client, verifier):
    """The open batches are few; one that was dropped is scored anew."""
    first, second, _ = make_rewards(CONFIG, client)
    for number in range(MAX_OPEN_BATCHES + 1):
        first(**batch(str(number)))
    assert second(**batch("1")) == [0.0]
    assert len(verifier.requests) == MAX_OPEN_BATCHES + 1
    assert second(**batch("0")) == [0.0]
    assert len(verifier.requests) == MAX_OPEN_BATCHES + 2


def test_a_batch_whose_call_failed_is_not_kept(client, verifier):
    """After an outage the next ask is a new call, which all components share again."""
    rewards = make_rewards(CONFIG, client)
    verifier.default = verifier.fail(grpc.StatusCode.UNAVAILABLE)
    with pytest.raises(VerifierUnavailable):
        rewards[0](**batch("4"))
    verifier.default = verifier.answer
    verifier.requests.clear()
    assert [reward(**batch("4")) for reward in rewards] == [[1.0]] * 3
    assert len(verifier.requests) == 1


UNPICKLE = """
import pickle, sys
rewards = pickle.load(sys.stdin.buffer)
for reward in rewards:
    scores = reward(prompts=["p", "p"], completions=["x", "4"], answer=["4", "4"])
    print(reward.__name__, *scores)
"""


def test_rewards_work_in_another_process_and_share_there(verifier):
    """TRL's asynchronous trainer pickles them for a process that it spawns."""
    with VerifierClient(ClientSettings(endpoint=verifier.endpoint)) as client:
        rewards = make_rewards(CONFIG, client)
        rewards[0](**batch("4"))
        pickled = bytes(ForkingPickler.dumps(rewards))
    command = [sys.executable, "-c", UNPICKLE]
    ended = subprocess.run(command, input=pickled, capture_output=True, timeout=60, check=True)
    assert ended.stdout.decode().splitlines() == ["a 0.0 1.0", "b 0.0 1.0", "c 0.0 1.0"]
    assert len(verifier.requests) == 2


def test_a_second_thread_waits_for_the_first_ones_call(verifier):
    """Two components at once are still one call."""
    arrived, release = threading.Event(), threading.Event()

    def slow(request, _context) -> pb.VerifyBatchResponse:
        arrived.set()
        assert release.wait(15)
        return verifier.answer(request)

    verifier.default = slow
    with (
        VerifierClient(ClientSettings(endpoint=verifier.endpoint)) as client,
        futures.ThreadPoolExecutor(2) as pool,
    ):
        first, second, _ = make_rewards(CONFIG, client)
        jobs = [pool.submit(first, **batch("4"))]
        assert arrived.wait(15)
        jobs.append(pool.submit(second, **batch("4")))
        release.set()
        assert [job.result() for job in jobs] == [[1.0], [1.0]]
    assert len(verifier.requests) == 1


# Rewards


def test_a_row_without_signal_is_none_in_every_component(client, verifier):
    """And the rows beside it keep their rewards."""
    verifier.default = outcomes(
        verifier,
        [verdict_pb2.OUTCOME_SCORED] * 3,
        [verdict_pb2.OUTCOME_SCORED, verdict_pb2.OUTCOME_WORKER_DIED, verdict_pb2.OUTCOME_SCORED],
        [verdict_pb2.OUTCOME_NO_ANSWER, verdict_pb2.OUTCOME_SCORED, verdict_pb2.OUTCOME_SCORED],
    )
    rewards = make_rewards(CONFIG, client)
    arguments = batch("4", "4", "4")
    assert [reward(**arguments) for reward in rewards] == [
        [1.0, None, 0.0],
        [1.0, None, 1.0],
        [1.0, None, 1.0],
    ]


def test_the_policy_of_the_config_decides(client, verifier):
    """Also to end the run."""
    policy = OutcomePolicy.from_config({"no_answer": -0.5, "worker_died": "raise"})
    config = RewardConfig(rewards=SPECS[:1], policy=policy)
    (reward,) = make_rewards(config, client)
    verifier.script.append(outcomes(verifier, [verdict_pb2.OUTCOME_NO_ANSWER]))
    assert reward(**batch("4")) == [-0.5]
    verifier.script.append(outcomes(verifier, [verdict_pb2.OUTCOME_WORKER_DIED]))
    with pytest.raises(OutcomeRaised):
        reward(**batch("4"))


def test_conversational_completions_are_scored_by_their_text(client, verifier):
    """Messages and strings give the same call."""
    (reward,) = make_rewards(RewardConfig(rewards=SPECS[:1]), client)
    arguments = batch("4")
    arguments["prompts"] = [[{"role": "user", "content": "2+2?"}]]
    arguments["completions"] = [[{"role": "assistant", "content": "4"}]]
    assert reward(**arguments) == [1.0]
    assert verifier.requests[0].items[0].token_count == 1


def test_a_row_without_reference_is_sent_without(client, verifier):
    """The service then says BAD_REFERENCE; that is no error of the run."""
    (reward,) = make_rewards(RewardConfig(rewards=SPECS[:1]), client)
    reward(**batch("4", "5", answers=[None, "5"]))
    (call,) = verifier.requests
    assert [item.group_id for item in call.items] == ["", "0"]


def test_a_missing_reference_column_is_a_clear_error(client, verifier):
    """It names the column that is wanted and those that there are."""
    config = RewardConfig(rewards=SPECS, reference_column="solution")
    with pytest.raises(DataError, match=r"'solution'; it has: answer"):
        make_rewards(config, client)[0](**batch("4"))
    assert verifier.requests == []


def test_a_cell_that_is_no_reference_is_named(client):
    """By row and column."""
    with pytest.raises(DataError, match=r"row 1 of column 'answer': bytes"):
        make_rewards(CONFIG, client)[0](**batch("4", "5", answers=["4", b"5"]))


def test_checks_without_reference_need_no_column(client, verifier):
    """`reference_column` None reads none."""
    config = RewardConfig(rewards=SPECS[:1], reference_column=None)
    make_rewards(config, client)[0](**batch("4"))
    assert len(verifier.requests[0].groups) == 0


def test_several_reference_columns_become_one_json_object(client, verifier):
    """As the countdown check reads it."""
    config = RewardConfig(rewards=SPECS[:1], reference_column=("target", "nums"))
    make_rewards(config, client)[0](**batch("4", target=[9], nums=[[4, 5]]))
    assert verifier.requests[0].groups[0].references[0] == b'{"target": 9, "nums": [4, 5]}'


def test_the_language_is_that_of_the_row_or_of_the_config(client, verifier):
    """A row without one takes the config's."""
    config = RewardConfig(rewards=SPECS[:1], language_column="lang", language="en")
    make_rewards(config, client)[0](**batch("4", "5", "6", lang=["de", None, ""]))
    (call,) = verifier.requests
    languages = {group.id: group.language for group in call.groups}
    assert [languages[item.group_id] for item in call.items] == ["de", "en", "en"]


@pytest.mark.parametrize(("spec", "prompt"), [("math", b""), ({"plugin": {"name": "x"}}, b"p")])
def test_prompts_travel_only_to_plugins(client, verifier, spec, prompt):
    """No check of the service's own reads them."""
    config = RewardConfig(rewards=(RewardSpec(name="a", check=parse_check(spec)),))
    make_rewards(config, client)[0](**batch("4"))
    assert verifier.requests[0].groups[0].prompt == prompt


def test_lists_of_unequal_length_are_refused(client):
    """A reward would go to the wrong row."""
    with pytest.raises(DataError, match="1 prompts"):
        make_rewards(CONFIG, client)[0](prompts=["p"], completions=["4", "5"], answer=["4", "5"])


def test_an_empty_batch_has_no_rewards_and_no_log(client, verifier):
    """There is no share of nothing."""
    log = TrainerLog()
    rewards = make_rewards(CONFIG, client)
    assert rewards[0](**batch(), log_metric=log.metric, log_extra=log.extra) == []
    assert not log.metrics
    assert verifier.requests == []


@pytest.mark.parametrize("names", [(), ("a", "a"), ("",)])
def test_rewards_need_names_of_their_own(names):
    """TRL logs by name."""
    specs = tuple(RewardSpec(name=name, check=checks_pb2.Check()) for name in names)
    with pytest.raises(ConfigError):
        RewardConfig(rewards=specs)


# Logging


def test_the_share_of_each_outcome_is_logged_once_a_batch(client, verifier):
    """Every outcome every time, so that averages over batches are right."""
    log = TrainerLog()
    scored, timed_out = verdict_pb2.OUTCOME_SCORED, verdict_pb2.OUTCOME_TIMED_OUT
    died = verdict_pb2.OUTCOME_WORKER_DIED
    verifier.default = outcomes(
        verifier, [scored] * 3, [timed_out, scored, scored], [timed_out] * 3, [died] * 3
    )
    arguments = batch("4", "5", "6", "7")
    for reward in make_rewards(CONFIG, client):
        reward(**arguments, log_metric=log.metric, log_extra=log.extra)
    shares = {str(o): log.metrics[f"verifier/a/{o}"] for o in Outcome}
    expected = {str(outcome): [0.0] for outcome in Outcome}
    assert shares == {**expected, "scored": [0.25], "timed_out": [0.5], "worker_died": [0.25]}
    assert log.metrics["verifier/b/scored"] == [0.5]
    assert log.metrics["verifier/no_signal"] == [0.25]
    assert all(len(values) == 1 for values in log.metrics.values())


def test_the_verdict_of_each_row_is_an_extra_column(client, verifier):
    """A score or the name of an outcome."""
    log = TrainerLog()
    no_answer = verdict_pb2.OUTCOME_NO_ANSWER
    verifier.default = outcomes(verifier, *[[verdict_pb2.OUTCOME_SCORED]] * 2, [no_answer])
    (reward,) = make_rewards(RewardConfig(rewards=SPECS[:1]), client)
    reward(**batch("4", "5", "6"), log_metric=log.metric, log_extra=log.extra)
    assert log.columns["a verdict"] == ["1", "0", "no_answer"]


def test_the_answer_of_each_row_is_an_extra_column_and_its_rate_a_metric(client, verifier):
    """Of checks that look for one; a row without has None, which is not an empty answer."""

    def found_in_some(request, _context) -> pb.VerifyBatchResponse:
        response = verifier.answer(request)
        response.results[1].verdicts[0].ClearField("extracted")
        response.results[2].verdicts[0].extracted = ""
        return response

    log = TrainerLog()
    verifier.default = found_in_some
    format_ = RewardSpec(name="format", check=parse_check("format"))
    rewards = make_rewards(RewardConfig(rewards=(SPECS[0], format_)), client)
    rewards[0](**batch("4", "5", "6", "7"), log_metric=log.metric, log_extra=log.extra)
    assert log.columns["a extracted"] == ["4", None, "", "7"]
    assert log.metrics["verifier/a/extracted"] == [0.75]
    assert "format extracted" not in log.columns
    assert "verifier/format/extracted" not in log.metrics


def test_each_kind_of_check_looks_for_an_answer_or_does_not():
    """A kind that is added breaks this test, until somebody has said which."""
    kinds = [field.name for field in checks_pb2.Check.DESCRIPTOR.oneofs_by_name["kind"].fields]
    looking = {kind for kind in kinds if looks_for_an_answer(parse_check({kind: {}}))}
    assert looking == {"math", "exact", "integer", "countdown", "choice", "plugin"}
    assert set(kinds) - looking == {"format", "language", "reasoning_steps", "repetition"}


def test_groups_without_spread_are_counted_for_each_reward_and_for_the_weighted_sum(
    client, verifier
):
    """Rewards that differ may add up to the same, and the other way round."""
    scores = [[1, 0], [0, 1], [1, 1], [1, 1], [1, 0], [1, 1]]

    def scored(request, _context) -> pb.VerifyBatchResponse:
        response = verifier.answer(request)
        for result, row in zip(response.results, scores, strict=True):
            for verdict, score in zip(result.verdicts, row, strict=True):
                verdict.score = score
        return response

    arguments = batch(*"abcdef", answers=["4"] * 6)
    arguments["prompts"] = ["p", "p", "q", "q", "r", "r"]
    found = {}
    for weight in (1.0, 2.0):
        log = TrainerLog()
        verifier.default = scored
        specs = (SPECS[0], dataclasses.replace(SPECS[1], weight=weight))
        make_rewards(RewardConfig(rewards=specs), client)[0](**arguments, log_metric=log.metric)
        assert log.metrics["verifier/a/groups_without_spread"] == [2 / 3]
        assert log.metrics["verifier/b/groups_without_spread"] == [1 / 3]
        (found[weight],) = log.metrics["verifier/groups_without_spread"]
    assert found == {1.0: 2 / 3, 2.0: 1 / 3}


def test_the_wait_of_a_batch_is_logged_in_its_parts(client, verifier, clock):
    """Seconds, and of them queue, run and wire; an older service tells the seconds only."""

    def told(request, _context) -> pb.VerifyBatchResponse:
        response = verifier.answer(request)
        response.times.queue_time.FromMilliseconds(500)
        response.times.run_time.FromMilliseconds(250)
        clock.now += 1.0
        return response

    log = TrainerLog()
    (reward,) = make_rewards(RewardConfig(rewards=SPECS[:1]), client)
    verifier.script.append(told)
    reward(**batch("4"), log_metric=log.metric)
    waits = {name: values for name, values in log.metrics.items() if "seconds" in name}
    assert waits == {
        "verifier/seconds": [1.0],
        "verifier/queue_seconds": [0.5],
        "verifier/run_seconds": [0.25],
        "verifier/wire_seconds": [0.25],
    }
    reward(**batch("5"), log_metric=log.metric)
    assert log.metrics["verifier/seconds"] == [1.0, 0.0]
    assert len(log.metrics["verifier/queue_seconds"]) == 1


def test_the_wait_of_all_batches_adds_up(client, verifier, clock):
    """For whoever knows how long a step was; a batch that a service does not tell is counted."""

    def told(request, _context) -> pb.VerifyBatchResponse:
        response = verifier.answer(request)
        response.times.run_time.FromMilliseconds(250)
        clock.now += 1.0
        return response

    rewards = make_rewards(CONFIG, client)
    verifier.script.extend([told, told, verifier.answer])
    for completion in "456":
        for reward in rewards:
            reward(**batch(completion))
    total = rewards[0].meter.total
    assert (total.queue_s, total.run_s, total.untold) == (0.0, 0.5, 1)
    assert total.seconds > 0
    assert {reward.meter for reward in rewards} == {rewards[0].meter}
