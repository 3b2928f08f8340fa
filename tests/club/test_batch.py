"""A club's sessions, made by the command in real processes."""

import json
import os
import signal
import subprocess
import sys

import pytest
from club_support import children_of, files_in, links_of, read_manifest, true_manifest, wait_until, workers_of

from coach.club import executors
from coach.club.tasks import check_files
from coach.errors import MissingEngineError

SHORT = ",,30s,30s,2,,"
LONGER = ",,45s,30s,3,,"


@pytest.fixture
def out(tmp_path):
    return tmp_path / "club"


def test_a_roster_becomes_folders_pages_cards_and_a_manifest_and_wrong_rows_are_left_out(
    batch, write_roster, out, club_environment, tmp_path
):
    roster = write_roster(
        f"Ann Lee{SHORT}", f"Ann Lee{LONGER}", "Bad,no-plan,,,,,", f"Cy{SHORT}", "Worse,,banana,,,,", f"Di{SHORT}team/di"
    )
    printed, said = batch(roster, "--out", out, "--base-url", "https://club.example/runs", code=3)
    assert printed.split() == [str(out / name) for name in ("manifest.json", "index.html", "cards.html")]
    assert [line.split(":")[1].rpartition(", ")[2] for line in said.splitlines()[:3]] == [
        "column plan",
        "column run",
        "column folder",
    ]
    assert "3 runners, 3 sessions; 3 made, 0 there and unchanged; 3 checked, all hold; 3 rows left out" in said
    listed = true_manifest(out)
    assert sorted(listed) == [
        "ann-lee-2/custom/run-45s-walk-30s-x3.mp3",
        "ann-lee/custom/run-30s-walk-30s-x2.mp3",
        "cy/custom/run-30s-walk-30s-x2.mp3",
    ]
    assert set(listed.values()) == {"holds"}
    made = files_in(out / "runners")
    render = [sys.executable, "-m", "coach", "render", "--run", "30s", "--walk", "30s", "--repeat", "2", "--out", "alone"]
    subprocess.run(render, cwd=tmp_path, env=club_environment, check=True, capture_output=True)
    alone = (tmp_path / "alone" / "custom" / "run-30s-walk-30s-x2.mp3").read_bytes()
    assert made["cy/custom/run-30s-walk-30s-x2.mp3"] == alone

    before = {path: path.stat().st_mtime_ns for path in out.rglob("*.mp3")}
    _, said = batch(roster, "--out", out, code=3)
    assert "0 made, 3 there and unchanged; 3 checked, all hold" in said
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*.mp3")} == before

    write_roster(f"Ann Lee{SHORT}", f"Ann Lee{LONGER}", f"Cy{LONGER}")
    _, said = batch(roster, "--out", out)
    assert "1 made, 2 there and unchanged" in said
    assert "cy/custom/run-45s-walk-30s-x3.mp3" in true_manifest(out)


def test_every_link_of_the_pages_leads_to_a_file_and_a_name_is_shown_as_it_is_written(batch, write_roster, out):
    batch(write_roster(f'"<b>Zoë</b> & Co"{SHORT}', f"Al{SHORT}Als first team"), "--out", out, "--check", "none")
    pages = [out / "index.html", out / "cards.html", *out.glob("runners/*/index.html")]
    assert len(pages) == 4
    linked = [link for page in pages for link in links_of(page)]
    assert len(linked) >= 7
    assert all(link.exists() for link in linked), linked
    for page in (out / "index.html", out / "cards.html"):
        assert "&lt;b&gt;Zoë&lt;/b&gt; &amp; Co" in page.read_text()
    assert set(true_manifest(out).values()) == {None}


WRONG_MANIFESTS = {
    "nothing": lambda _: "",
    "nested deeply": lambda _: "[" * 100_000,
    "a file outside": lambda data: changed_session(data, file="../../outside.mp3"),
    "a file of the system": lambda data: changed_session(data, file="/etc/passwd"),
    "a number without end": lambda data: changed_session(data, week=float("inf")),
    "a text for a number": lambda data: changed_session(data, bytes="many"),
    "a list for a text": lambda data: changed_session(data, check=[]),
    "no runners": lambda _: '{"runners": 3}',
}


def changed_session(data, **values):
    data["runners"][0]["sessions"][0].update(values)
    return json.dumps(data)


@pytest.fixture(scope="module")
def made_club(club_environment, tmp_path_factory):
    folder = tmp_path_factory.mktemp("club")
    (folder / "roster.csv").write_text("name,run,walk,repeat\nAnn,30s,30s,2\n")
    command = [sys.executable, "-m", "coach", "batch", "roster.csv", "--out", "club"]
    subprocess.run(command, cwd=folder, env=club_environment, check=True, capture_output=True)
    return folder


@pytest.mark.parametrize("way", WRONG_MANIFESTS)
def test_a_manifest_that_somebody_changed_is_made_anew(batch, made_club, way):
    path = made_club / "club" / "manifest.json"
    path.write_text(WRONG_MANIFESTS[way](read_manifest(path.parent)))
    _, said = batch(made_club / "roster.csv", "--out", path.parent)
    assert "0 made, 1 there and unchanged; 1 checked, all hold" in said
    assert set(true_manifest(path.parent).values()) == {"holds"}


def test_a_worker_that_is_ended_costs_nothing(start_batch, write_roster, out):
    roster = write_roster(*(f"Runner {number},,30s,{30 + 5 * number}s,2,," for number in range(6)))
    process = start_batch(roster, "--out", out, "--jobs", "2", "--check", "none")
    wait_until(lambda: workers_of(process.pid) and list(out.glob("runners/*/custom/.coach-*")) + list(out.rglob("*.mp3")))
    os.kill(workers_of(process.pid)[0], signal.SIGKILL)
    _, said = process.communicate(timeout=600)
    assert process.returncode == 0, said
    assert "6 runners, 6 sessions" in said
    assert len(true_manifest(out)) == 6
    assert not list(out.rglob(".coach-*"))


def test_an_interrupt_ends_everything_with_one_line_and_the_next_run_makes_the_rest(start_batch, batch, write_roster, out):
    roster = write_roster(*(f"Runner {number},,30s,{30 + 5 * number}s,2,," for number in range(6)))
    process = start_batch(roster, "--out", out, "--jobs", "1", "--check", "none")
    wait_until(lambda: list(out.rglob("*.mp3")))
    workers = children_of(process.pid)
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert said.splitlines()[-1] == "coach: interrupted; what was finished is kept"
    assert "Traceback" not in said
    wait_until(lambda: not any(is_running(worker) for worker in workers), 20)
    true_manifest(out)
    batch(roster, "--out", out, "--check", "none")
    assert len(true_manifest(out)) == 6
    assert not list(out.rglob(".coach-*"))


def is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_workers_end_with_a_main_process_that_is_killed(start_batch, write_roster, out):
    process = start_batch(write_roster(f"Ann{SHORT}"), "--out", out, "--jobs", "2")
    workers = wait_until(lambda: workers_of(process.pid))
    process.kill()
    process.wait()
    wait_until(lambda: not any(is_running(worker) for worker in workers), 20)


def test_a_runner_whose_folder_cannot_be_written_does_not_stop_the_others(batch, write_roster, out):
    (out / "runners").mkdir(parents=True)
    (out / "runners" / "bob").write_text("in the way")
    roster = write_roster(f"Ann{SHORT}", f"Bob{SHORT}", f"Cy{SHORT}")
    _, said = batch(roster, "--out", out, "--check", "none", code=1)
    assert "coach: roster.csv, row 3: " in said
    assert "2 sessions; 2 made, 0 there and unchanged; 0 checked, all hold; 1 session missing" in said
    assert len(true_manifest(out)) == 2
    assert "bob" in read_manifest(out)["runners"][1]["problem"]
    (out / "runners" / "bob").unlink()
    _, said = batch(roster, "--out", out, "--check", "none")
    assert "1 made, 2 there and unchanged" in said


def test_shards_make_each_row_once_and_a_last_run_writes_the_pages(batch, write_roster, out):
    roster = write_roster(*(f"Runner {number}{SHORT}" for number in range(5)))
    counts = []
    for part in ("1/2", "2/2"):
        printed, said = batch(roster, "--out", out, "--shard", part, "--check", "none")
        counts.append(said.partition(" runners")[0].split()[-1])
        assert printed.strip() == str(out / f"manifest-{part[0]}-of-2.json")
    assert counts == ["3", "2"]
    assert not (out / "index.html").exists()
    _, said = batch(roster, "--out", out, "--check", "none")
    assert "5 runners, 5 sessions; 0 made, 5 there and unchanged" in said
    assert (out / "index.html").exists()


def test_a_damaged_file_is_found_by_the_check_and_made_anew(batch, write_roster, out):
    roster = write_roster(f"Ann{SHORT}")
    batch(roster, "--out", out, "--check", "none")
    path = out / "runners" / "ann" / "custom" / "run-30s-walk-30s-x2.mp3"
    kept = path.read_bytes()
    path.write_bytes(kept[:-100_000])
    [(file, fault)] = check_files([str(path)])
    assert (file, bool(fault)) == (str(path), True)
    _, said = batch(roster, "--out", out, "--check", "all")
    assert "1 made, 0 there and unchanged; 1 checked, all hold" in said
    assert path.read_bytes() == kept


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ([], "a roster is missing"),
        (["ROSTER", "--shard", "3/2"], "such as 1/4 for the first of four"),
        (["ROSTER", "--executor", "magic"], "use one of: processes"),
        (["ROSTER", "--base-url", "club"], "such as https://"),
    ],
)
def test_what_cannot_be_done_is_said_before_anything_is_made(batch, write_roster, out, words, message):
    roster = write_roster(f"Ann{SHORT}")
    _, said = batch(*[roster if word == "ROSTER" else word for word in words], "--out", out, code=2)
    assert message in said
    assert not out.exists()


def test_what_is_unwise_is_said_once_and_shown_beside_each_runner(batch, write_roster, out):
    roster = write_roster("Ann,,25m,1m,1,,", "Bo,,25m,1m,1,,", f"Cy{SHORT}")
    _, said = batch(roster, "--out", out, "--check", "none")
    careful = [line for line in said.splitlines() if "careful" in line]
    caution = "a run of 25 min at once is a lot for anybody new to running"
    assert [line.partition(caution)[0] for line in careful] == ["coach: careful: Ann and 1 other: "]
    assert [len(runner["careful"]) for runner in read_manifest(out)["runners"]] == [1, 1, 0]
    assert (out / "index.html").read_text("utf-8").count(f"Careful: {caution}") == 2


def test_without_dask_the_message_says_how_to_get_it(monkeypatch):
    monkeypatch.delitem(executors.EXECUTORS, "dask", raising=False)
    with pytest.raises(MissingEngineError, match="pip install"):
        executors.executor_choice("dask")


def test_the_example_is_printed_and_can_be_used(batch):
    printed, _ = batch("--example")
    assert printed.startswith("name,plan,from-week,")
