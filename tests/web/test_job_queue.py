"""The queue with the real renderer and a quick voice; the renderer of some tests waits for a signal."""

import threading

import pytest

from coach.mixer.options import Choices, parse_form, plan_for, requests_for
from coach.session.renderer import Renderer
from coach.settings import Settings
from coach.speech.engines import close_engines
from coach.web import job_queue
from coach.web.job_queue import Batch, BusyError, JobQueue

CHOICES = Choices({}, ("warm",))


@pytest.fixture
def cache(spoken_cache):
    return spoken_cache


def batch_with(walk):
    options = parse_form({"run": "30s", "walk": walk, "repeat": "1"}, CHOICES)
    return Batch(options, requests_for(plan_for("custom", options), options, Settings()))


def waiting_queue(cache, **limits):
    """Return a queue whose renderer waits for a signal, and the signal."""
    signal = threading.Event()

    class Slow(Renderer):
        def scripts(self, requests):
            signal.wait(60)
            return super().scripts(requests)

    return JobQueue(lambda settings, listener: Slow(settings, listener, cache=cache), Settings(), **limits), signal


def test_neither_one_client_nor_all_together_can_queue_jobs_without_end(cache):
    queue, signal = waiting_queue(cache, workers=1, max_jobs=3, max_jobs_per_client=2)
    try:
        jobs = [queue.start(batch_with("30s"), "a"), queue.start(batch_with("45s"), "a")]
        with pytest.raises(BusyError):
            queue.start(batch_with("50s"), "a")
        jobs.append(queue.start(batch_with("50s"), "b"))
        with pytest.raises(BusyError):
            queue.start(batch_with("55s"), "c")
        assert queue.start(batch_with("30s"), "c") is jobs[0]
        assert queue.job(batch_with("30s").name) is jobs[0]
        assert jobs[0].percent < 100
        signal.set()
        assert [len(job.done.result(120)) for job in jobs] == [1, 1, 1]
        assert [job.percent for job in jobs] == [100, 100, 100]
        assert queue.job(batch_with("30s").name) is None
        queue.start(batch_with("55s"), "a").done.result(120)
    finally:
        signal.set()
        queue.close()


def test_the_error_of_a_job_reaches_its_client_and_the_next_job_tries_again(cache):
    attempts = []

    def factory(settings, listener):
        attempts.append(settings)
        if len(attempts) < 3:
            raise OSError("no engine")
        return Renderer(settings, listener, cache=cache)

    queue = JobQueue(factory, Settings())
    try:
        for _ in range(2):
            with pytest.raises(OSError, match="no engine"):
                queue.start(batch_with("30s")).done.result(10)
        assert queue.start(batch_with("30s")).done.result(120)[0].size > 1_000_000
    finally:
        queue.close()


def test_memory_is_bounded_by_bytes_and_a_removed_session_is_joined_again(cache, monkeypatch):
    monkeypatch.setattr(job_queue, "ASSEMBLY_MEMORY", 2_500_000)
    queue = JobQueue(lambda settings, listener: Renderer(settings, listener, cache=cache), Settings())
    batches = [batch_with(f"{seconds}s") for seconds in (30, 45, 50, 55)]
    fingerprints = [queue.render(batch)[0].fingerprint for batch in batches]
    used = [queue.assembly(batch.options, batch.requests[0]).memory_size for batch in batches]
    assert sum(used) > 2_500_000 > max(used)
    episodes = sum(queue.ready(batch)[0].memory_size for batch in batches)
    assert max(used) <= queue.memory_size - episodes <= 2_500_000
    assert [queue.assembly(batch.options, batch.requests[0]).fingerprint for batch in batches] == fingerprints
    queue.close()


def test_after_a_while_without_jobs_the_voices_and_renderers_are_forgotten_and_come_back(cache, monkeypatch):
    forgotten = threading.Event()

    def close_and_tell():
        close_engines()
        forgotten.set()

    monkeypatch.setattr(job_queue, "IDLE_SECONDS", 0.05)
    monkeypatch.setattr(job_queue, "close_engines", close_and_tell)
    settings_used = []

    def factory(settings, listener):
        settings_used.append(settings)
        return Renderer(settings, listener, cache=cache)

    queue = JobQueue(factory, Settings())
    try:
        for walk in ("30s", "45s"):
            assert queue.start(batch_with(walk)).done.result(120)[0].size > 1_000_000
            assert forgotten.wait(60)
            forgotten.clear()
        assert len(settings_used) == 2
    finally:
        queue.close()
