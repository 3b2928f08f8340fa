// Shows the progress of a job, and opens its session when it is finished.
const job = document.getElementById("job");
const bar = document.getElementById("bar");
const task = document.getElementById("task");
const status = document.getElementById("status");

async function poll() {
  try {
    const response = await fetch(job.dataset.progress);
    const state = await response.json();
    bar.value = state.percent;
    task.textContent = state.task;
    status.textContent = `${state.percent} % done. The page goes on by itself.`;
    if (state.ready) {
      if (job.dataset.download) {
        status.textContent = "Done. The download begins.";
        document.getElementById("back").hidden = false;
        location.href = job.dataset.target;
      } else {
        // The address may be this page's own: replacing it by itself would only move to its fragment.
        location.reload();
      }
      return;
    }
  } catch {
    // The server may answer the next request.
  }
  setTimeout(poll, 700);
}

setTimeout(poll, 700);
