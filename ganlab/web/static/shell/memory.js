/** What a visitor chose last time: kept in the browser. One without storage still works, it only forgets. */

/** What is kept under a name, or something else where there is nothing that can be read. */
export function remembered(name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(name) ?? "null") ?? otherwise;
  } catch {
    return otherwise;
  }
}

/** Keeps something under a name. */
export function remember(name, value) {
  try {
    localStorage.setItem(name, JSON.stringify(value));
  } catch {
    /* it is forgotten */
  }
}
