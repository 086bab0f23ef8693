/** Makes elements, and writes into them. */

/** Makes an element; attributes that are null stay away.
 *  @template {keyof HTMLElementTagNameMap} Tag
 *  @param {Tag} tag
 *  @param {Record<string, any>} [attrs]
 *  @param {...(Node | string | number | null | undefined | false)} children
 *  @returns {HTMLElementTagNameMap[Tag]} */
export function el(tag, attrs = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) if (value != null) node.setAttribute(name, value);
  node.append(
    ...children
      .filter((child) => child != null && child !== false)
      .map((child) => (typeof child === "number" ? String(child) : child)),
  );
  return node;
}

/** Sets an element's text; the same text once more would have the browser lay out what is around it anew. */
export function write(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** Makes an element of a picture in SVG, perhaps with a text. */
export function svg(tag, attrs = {}, text = "") {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, value);
  node.textContent = text;
  return node;
}

/** What a canvas is drawn with; there always is one, for no canvas here is drawn on in another way.
 *  @param {HTMLCanvasElement | OffscreenCanvas} canvas */
export const penOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/** A sign on a button, from its path in a square of 24 units; invisible to screen readers. */
export function icon(path) {
  const node = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  node.append(svg("path", { d: path, "fill-rule": "evenodd" }));
  return node;
}
