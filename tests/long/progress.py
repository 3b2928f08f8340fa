"""What was done of a long run, kept in a JSON file: a run that is ended goes on where it stopped."""

import json
import time
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path


class Progress:
    """The results of tasks by their names: an empty text, or what was wrong."""

    def __init__(self, path):
        self.path = Path(path)
        self.results = json.loads(self.path.read_text("utf-8")) if self.path.exists() else {}

    def run(self, tasks, minutes, *, workers):
        """Run the tasks that are not done well yet, as many as begin within the minutes. Prints what goes wrong at once."""
        end = time.monotonic() + 60 * minutes

        def one(task):
            if time.monotonic() > end:
                return None
            try:
                return task()
            except Exception as error:  # noqa: BLE001 - whatever goes wrong is a result, and the others go on
                return repr(error)

        waiting = {name: task for name, task in tasks.items() if self.results.get(name) != ""}
        with ThreadPoolExecutor(workers) as threads:
            jobs = {threads.submit(one, task): name for name, task in waiting.items()}
            for job in as_completed(jobs):
                result = job.result()
                if result is None:
                    continue
                self.results[jobs[job]] = result
                if result:
                    print(f"{jobs[job]}: {result}", flush=True)  # noqa: T201
                self._keep()
        return self.report(tasks)

    def report(self, tasks):
        """Print how many tasks were done, and return whether all were, and well."""
        done = [name for name in tasks if name in self.results]
        failed = [name for name in done if self.results[name]]
        print(f"{len(done)} of {len(tasks)} done, {len(failed)} failed", flush=True)  # noqa: T201
        return len(done) == len(tasks) and not failed

    def _keep(self):
        unfinished = self.path.with_suffix(".new")
        unfinished.write_text(json.dumps(self.results, indent=1), "utf-8")
        unfinished.replace(self.path)
