/** Where the server is: found from where this module came from, so that any prefix before it holds. */

export const ROOT = new URL("../../../", import.meta.url); // of …/static/VERSION/shell/root.js

/** The address of a run's socket. */
export function socketOf(run, language) {
  const [name, lang] = [run, language].map(encodeURIComponent);
  const packed = "DecompressionStream" in globalThis; // what a class is sent; older browsers have none
  const url = new URL(`live/${name}?lang=${lang}${packed ? "" : "&full=1"}`, ROOT);
  url.protocol = url.protocol.replace("http", "ws"); // and https becomes wss
  return url.href;
}
