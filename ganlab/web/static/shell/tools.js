/** Makes elements. */

/** Makes an element; attributes that are null stay away. */
export function el(tag, attrs = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attrs)) if (value != null) node.setAttribute(name, value);
  node.append(...children.filter((child) => child != null && child !== false));
  return node;
}

/** Makes an element of a picture in SVG, perhaps with a text. */
export function svg(tag, attrs = {}, text = "") {
  const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attrs)) node.setAttribute(name, value);
  node.textContent = text;
  return node;
}

/** A sign on a button, from its path in a square of 24 units; invisible to screen readers. */
export function icon(path) {
  const node = svg("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" });
  node.append(svg("path", { d: path, "fill-rule": "evenodd" }));
  return node;
}
