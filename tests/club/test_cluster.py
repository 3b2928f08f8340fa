"""`coach batch` on a real Dask scheduler with two workers, each a process of its own; things go wrong in the middle.

Not part of the gate, but for what a missing package would break: `make test-cluster` runs it.
"""

import os
import resource
import signal
import socket
import subprocess
import sys
import time

import pytest
from club_support import read_manifest, true_manifest, wait_until
from support import missing

pytestmark = pytest.mark.long


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Cluster:
    """A scheduler and its workers."""

    def __init__(self, environment, folder):
        self.environment, self.folder = environment | {"DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "5"}, folder
        self.address = f"tcp://127.0.0.1:{free_port()}"
        self.scheduler = self._start(
            "-m", "distributed.cli.dask_scheduler", "--port", self.address.rpartition(":")[2], "--no-dashboard"
        )
        wait_until(self._answers, 60)
        self.workers = [self.add_worker(), self.add_worker()]

    def add_worker(self, **more):
        name = f"worker-{time.monotonic_ns()}"
        words = ["-m", "distributed.cli.dask_worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard"]
        return self._start(*words, "--name", name, "--local-directory", str(self.folder), **more)

    def end_worker(self):
        """End the newest worker."""
        worker = self.workers.pop()
        worker.kill()
        worker.wait()

    def _answers(self):
        host, _, port = self.address.removeprefix("tcp://").partition(":")
        with socket.socket() as probe:
            return probe.connect_ex((host, int(port))) == 0

    def _start(self, *words, **more):
        return subprocess.Popen(
            [sys.executable, *words], env=self.environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more
        )

    def close(self):
        for process in (*self.workers, self.scheduler):
            process.send_signal(signal.SIGCONT)
            process.kill()
            process.wait()


@pytest.fixture
def cluster(club_environment, tmp_path):
    pytest.importorskip("distributed") if os.environ.get("COACH_OUTSIDE_READERS") != "require" else None
    try:
        import distributed  # noqa: F401
    except ImportError:
        missing("the extra [cluster]")
    running = Cluster(club_environment, tmp_path)
    yield running
    running.close()


@pytest.fixture
def out(tmp_path):
    return tmp_path / "club"


@pytest.fixture
def roster(write_roster):
    """More sessions than one task holds."""
    return write_roster(*(f"Runner {number},,30s,{30 + 5 * (number % 12)}s,{2 + number // 12 % 2},," for number in range(150)))


def on_cluster(cluster, roster, out):
    return roster, "--out", out, "--executor", "dask", "--scheduler", cluster.address, "--check", "none", "--size", "small"


def some_are_made(out, least=5):
    return wait_until(lambda: len(list(out.rglob("*.mp3"))) >= least)


def test_workers_of_a_scheduler_make_everything_once(cluster, batch, roster, out):
    _, said = batch(*on_cluster(cluster, roster, out))
    assert "150 runners, 150 sessions; 150 made, 0 there and unchanged" in said
    assert len(true_manifest(out)) == 150
    _, said = batch(*on_cluster(cluster, roster, out))
    assert "0 made, 150 there and unchanged" in said


def test_a_worker_that_is_ended_in_the_middle_costs_nothing(cluster, start_batch, roster, out):
    process = start_batch(*on_cluster(cluster, roster, out))
    some_are_made(out)
    cluster.workers[0].kill()
    _, said = process.communicate(timeout=600)
    assert process.returncode == 0, said
    assert len(true_manifest(out)) == 150
    assert not list(out.rglob(".coach-*"))


def test_a_worker_that_stands_still_for_a_while_only_costs_time(cluster, start_batch, roster, out):
    process = start_batch(*on_cluster(cluster, roster, out))
    some_are_made(out)
    cluster.workers[0].send_signal(signal.SIGSTOP)
    time.sleep(5)
    cluster.workers[0].send_signal(signal.SIGCONT)
    _, said = process.communicate(timeout=600)
    assert process.returncode == 0, said
    assert len(true_manifest(out)) == 150


def test_a_worker_without_room_for_files_is_named_and_the_next_run_makes_what_is_missing(cluster, batch, roster, out):
    cluster.end_worker()
    # To a program a limit on the size of files looks as a full disk does.
    limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))  # noqa: E731
    cluster.workers.append(cluster.add_worker(preexec_fn=limit))
    _, said = batch(*on_cluster(cluster, roster, out), code=1)
    assert "cannot be written (File too large)" in said
    made = len(true_manifest(out))
    assert 0 < made < 150
    assert {bool(runner["problem"]) != bool(runner["sessions"]) for runner in read_manifest(out)["runners"]} == {True}
    cluster.end_worker()
    cluster.workers.append(cluster.add_worker())
    _, said = batch(*on_cluster(cluster, roster, out))
    assert f"{150 - made} made, {made} there and unchanged" in said
    assert len(true_manifest(out)) == 150


def test_a_scheduler_that_goes_away_ends_the_run_with_one_line_and_the_next_run_makes_the_rest(
    cluster, start_batch, batch, roster, out
):
    process = start_batch(*on_cluster(cluster, roster, out))
    some_are_made(out)
    cluster.scheduler.kill()
    _, said = process.communicate(timeout=300)
    assert process.returncode == 1, said
    assert "Traceback" not in said
    assert "run the same command again for the rest" in said.splitlines()[-1]
    true_manifest(out)
    _, said = batch(roster, "--out", out, "--check", "none", "--size", "small")
    assert "150 runners, 150 sessions" in said
    assert len(true_manifest(out)) == 150


def test_an_address_without_a_scheduler_is_said(batch, write_roster, out):
    address = f"tcp://127.0.0.1:{free_port()}"
    _, said = batch(write_roster("Ann,,30s,30s,2,,"), "--out", out, "--executor", "dask", "--scheduler", address, code=2)
    assert f"coach: --scheduler {address}: no Dask scheduler answers there" in said
    _, said = batch(write_roster("Ann,,30s,30s,2,,"), "--out", out, "--executor", "dask", code=2)
    assert "--scheduler is missing" in said
