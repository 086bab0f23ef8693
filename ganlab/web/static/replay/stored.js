/** What stands in the file itself: blocks of compressed data, which the page's first script knows how to open. */

/** Opens a block by its name; none that there is not.
 *  @param {string} name
 *  @returns {Promise<ArrayBuffer>} */
const opened = (name) => /** @type {any} */ (globalThis).ganlabStored(name);

/** A block of JSON. */
export async function told(name) {
  return JSON.parse(new TextDecoder().decode(await opened(name)));
}

/** A block of frames, each behind its length and at a multiple of 8. */
export async function frames(name) {
  const buffer = await opened(name);
  const numbers = new DataView(buffer);
  const found = [];
  for (let at = 0; at < buffer.byteLength; ) {
    const length = numbers.getUint32(at, true);
    found.push(buffer.slice(at + 8, at + 8 + length));
    at += 8 + Math.ceil(length / 8) * 8;
  }
  return found;
}
