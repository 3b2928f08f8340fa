// Saves a file from memory: as a download, or by the Share sheet. An app on an iPhone's home screen knows no downloads.
const element = (name) => document.getElementById(name);
let ready = null;

export async function saveFile(file) {
  if (navigator.standalone && (await shareFile(file))) return;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const canShare = (file) => Boolean(navigator.canShare?.({ files: [file] }));

// Returns false where the browser shares no such file. Must be called in the handler of a tap.
async function shareFile(file) {
  if (!canShare(file)) return false;
  await navigator.share({ files: [file], title: file.name }).catch(() => {});
  return true;
}

// The buttons of a session that was made on this device. One that has a file has a link instead.
export function connectSaving() {
  element("save")?.addEventListener("click", () => saveFile(ready));
  element("share-file")?.addEventListener("click", () => shareFile(ready));
}

// Show the buttons for a whole session; null: there is none.
export function showSaving(blob) {
  const save = element("save");
  if (!save) return;
  ready = blob && new File([blob], save.dataset.name, { type: "audio/mpeg" });
  save.hidden = !ready;
  element("share-file").hidden = !ready || !canShare(ready);
}
