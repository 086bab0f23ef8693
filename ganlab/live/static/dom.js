/** Small helpers of the view: elements, words, numbers, colours. */

const LIGHT = { bg: "#ffffff", fg: "#24292f", soft: "#57606a", line: "#d0d7de", neutral: "#f4f4f6", real: "#14804a", fake: "#7b3294", d: "#2563d8", grad: "#d3178f", heat: 0.42 };
const DARK = { bg: "#0e1117", fg: "#e6edf3", soft: "#a5b1bd", line: "#3a424c", neutral: "#20242c", real: "#45d493", fake: "#c89bf0", d: "#79a6ff", grad: "#ff6fc4", heat: 0.5 };

/** Makes an element with attributes and children. */
export function el(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
  node.append(...children);
  return node;
}

/** A picture from one SVG path in a 24 × 24 box. */
export function icon(path) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  for (const [name, value] of Object.entries({ viewBox: "0 0 24 24", width: 22, height: 22, "aria-hidden": "true" })) svg.setAttribute(name, value);
  const shape = document.createElementNS("http://www.w3.org/2000/svg", "path");
  shape.setAttribute("d", path);
  shape.setAttribute("fill", "currentColor");
  svg.append(shape);
  return svg;
}

/** Red, green, blue of "#rrggbb". */
export const rgb = (hex) => [1, 3, 5].map((i) => parseInt(hex.slice(i, i + 2), 16));

/** Between two colours; share 0 is the first. */
export const mix = (a, b, share) => a.map((value, i) => Math.round(value + share * (b[i] - value)));

/** A count as it is read: 12,345. */
export const number = (value) => Math.round(value).toLocaleString("en");

/** The colours that fit the page: Streamlit's own background tells light from dark. */
export function paletteOf(node) {
  const style = getComputedStyle(node.closest(".stApp") ?? document.body);
  const [r, g, b] = (style.backgroundColor.match(/[\d.]+/g) ?? [255, 255, 255]).map(Number);
  const dark = 0.3 * r + 0.6 * g + 0.1 * b < 128;
  return { ...(dark ? DARK : LIGHT), dark, font: style.fontFamily || "sans-serif" };
}

/** Words in the visitor's language, kept up to date on every element that says one. */
export class Words {
  #said = new Map();
  texts = {};

  /** The text of a key, with {values} filled in. */
  t = (key, values = {}) =>
    Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), this.texts[key] ?? key);

  /** Lets an element say texts: {textContent, title, "aria-label": key}. */
  say = (node, keys) => {
    this.#said.set(node, { ...this.#said.get(node), ...keys });
    this.#write(node, keys);
    return node;
  };

  /** Takes another language's texts. */
  change(texts) {
    if (JSON.stringify(texts) === JSON.stringify(this.texts)) return;
    this.texts = texts;
    for (const [node, keys] of this.#said) this.#write(node, keys);
  }

  #write(node, keys) {
    for (const [name, key] of Object.entries(keys)) {
      if (name === "textContent") node.textContent = this.t(key);
      else node.setAttribute(name, this.t(key));
    }
  }
}
