// Small values on this device. If the browser refuses storage, they last as long as the page.
const memory = new Map();

export function read(name, otherwise) {
  try {
    const text = localStorage.getItem(`coach.${name}`);
    return text === null ? memory.get(name) ?? otherwise : JSON.parse(text);
  } catch {
    return memory.get(name) ?? otherwise;
  }
}

export function write(name, value) {
  memory.set(name, value);
  try {
    localStorage.setItem(`coach.${name}`, JSON.stringify(value));
    return true;
  } catch {
    return false;
  }
}

export function forget(name) {
  memory.delete(name);
  try {
    localStorage.removeItem(`coach.${name}`);
  } catch {
    // Nothing is stored.
  }
}
