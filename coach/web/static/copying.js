// Copies a text. Without https the browser does not allow it: then the text is selected for copying by hand.
export async function copy(text, field) {
  try {
    await navigator.clipboard.writeText(text);
    return "Copied.";
  } catch {
    field.hidden = false;
    field.focus();
    field.select();
    return "Selected: copy it from here.";
  }
}
