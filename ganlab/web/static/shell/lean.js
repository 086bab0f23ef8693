/** Lean frames, which a class that follows a run is sent: the browser's end of `ganlab/web/lean.py`. */

/** @import { Frame } from "./socket.js" */

import { WORDS } from "./lean_words.js";

const KNOWN = new TextEncoder().encode(WORDS);
const MARK = [71, 76, KNOWN.length & 255, KNOWN.length >> 8];
const ARRAYS = { f4: Float32Array, i4: Int32Array, u1: Uint8Array, u2: Uint16Array };

/** Tells a lean frame from a full one.
 *  @param {ArrayBuffer} buffer */
export function isLean(buffer) {
  const first = new Uint8Array(buffer, 0, Math.min(MARK.length, buffer.byteLength));
  return MARK.every((byte, k) => byte === first[k]);
}

/** Reads a lean frame: the same structure as `decode` makes of a full one.
 *  @param {ArrayBuffer} buffer
 *  @returns {Promise<Frame>} */
export async function unpack(buffer) {
  const bytes = await inflated(new Uint8Array(buffer, MARK.length));
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)));
  let at = 4 + length;
  const arrays = {};
  for (const [name, kind, shape, planes, axes, step] of header.arrays) {
    const size = shape.reduce((product, side) => product * side, 1);
    const each = kind === "h1" ? 0.5 : planes || ARRAYS[kind].BYTES_PER_ELEMENT;
    const found = bytes.subarray(at, at + Math.ceil(each * size));
    at += found.length;
    arrays[name] = { data: read(found, kind, shape, size, { planes, axes, step }), shape };
  }
  return { header, arrays };
}

/** Opens the compressed part. A stream has no way to be told words that are known: they go first, as they are. */
async function inflated(bytes) {
  const n = KNOWN.length;
  const stored = [0, n & 255, n >> 8, ~n & 255, (~n >> 8) & 255]; // a block that is not compressed, not the last one
  const whole = new Blob([Uint8Array.from(stored), KNOWN, bytes]);
  const opened = whole.stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Uint8Array(await new Response(opened).arrayBuffer()).subarray(n);
}

/** The numbers of an array: as they are, or from codes. */
function read(bytes, kind, shape, size, { planes, axes, step }) {
  if (kind === "h1") return greys(bytes, size);
  if (!planes) return new ARRAYS[kind](bytes.slice().buffer);
  const codes = new Int32Array(size);
  for (let k = 0; k < planes; k++)
    for (let i = 0, from = k * size; i < size; i++) codes[i] = (codes[i] << 8) | bytes[from + i];
  for (let axis = 0; axis < axes; axis++) sum(codes, shape, axis);
  if (kind === "f4") return step === null ? turned(codes, shape) : Float32Array.from(codes, (c) => signed(c) * step);
  return kind === "i4" ? codes : Uint16Array.from(codes, (c) => (c & (planes === 1 ? 255 : 65535)) * step);
}

const signed = (code) => (code << 16) >> 16;

/** Adds up the differences along an axis. */
function sum(codes, shape, axis) {
  const stride = shape.slice(axis + 1).reduce((product, side) => product * side, 1);
  const row = stride * shape[axis];
  for (let i = 0; i < codes.length; i++) if (i % row >= stride) codes[i] += codes[i - stride];
}

/** A table's numbers, row by row, from their highest 24 bits, column by column. */
function turned(codes, [rows, columns]) {
  const bits = new Int32Array(codes.length);
  for (let c = 0; c < columns; c++) for (let r = 0; r < rows; r++) bits[r * columns + c] = codes[c * rows + r] << 8;
  return new Float32Array(bits.buffer);
}

/** Unpacks sixteen greys, two in a byte.
 *  @param {Uint8Array} packed
 *  @param {number} size */
export function greys(packed, size) {
  const found = new Uint8Array(size);
  for (let i = 0; i < size; i++) found[i] = 17 * (i % 2 ? packed[i >> 1] & 15 : packed[i >> 1] >> 4);
  return found;
}
