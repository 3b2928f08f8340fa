"""What a server does when it starts: it clears up after renders that were killed, and offers only what it can make."""

import fcntl

NARRATED = """
title = "My stories"
coaching = "narrated"
[[week]]
main = [{ walk = "10m" }]
"""


def test_unfinished_files_of_killed_renders_are_removed_and_those_of_running_ones_stay(serving, tiny, tmp_path):
    (tmp_path / "coach").mkdir()
    output = tmp_path / "output"
    (tmp_path / "coach" / "config.toml").write_text(f'output = "{output}"\n')
    album = output / "walk-run-start" / "week-01-session-1"
    album.mkdir(parents=True)
    killed = [folder / f".coach-{name}.part" for name, folder in (("a1", output), ("b2", album.parent), ("c3", album))]
    running, finished = album.parent / ".coach-d4.part", album.parent / "week-01-session-1.mp3"
    for path in (*killed, running, finished):
        path.write_bytes(b"sound")
    with running.open("rb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with serving(tiny, more={"XDG_CONFIG_HOME": str(tmp_path)}) as server:
            assert server("").status == 200
    assert [path.exists() for path in killed] == [False, False, False]
    assert running.exists()
    assert finished.exists()


def test_a_narrated_walk_is_offered_with_a_text_alone(serving, coach, tiny, tmp_path):
    plan, text = tmp_path / "stories.toml", tmp_path / "story.txt"
    plan.write_text(NARRATED)
    text.write_text("Once upon a time there was a walk.\n" * 50)
    assert "stories.toml: a narrated walk reads a text" in coach("serve", plan, "--port", 0, code=2).stderr
    with serving(tiny) as server:
        assert server("plans/narrated-walk/").status == 404
        assert "narrated-walk" not in server.text("") + server.text("mixer/")
    with serving(plan, "--read", text) as server:
        assert server("plans/narrated-walk/").status == server("plans/stories/").status == 200
