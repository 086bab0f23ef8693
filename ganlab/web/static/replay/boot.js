/** The first script of a replay, which stands in its page as it is: opens the styles and the view that lie compressed
 *  beside it. Its page lets these two scripts run and no other. */

/** The bytes of a block. */
async function stored(name) {
  const letters = atob(document.getElementById(`ganlab-${name}`)?.textContent ?? "");
  const bytes = Uint8Array.from(letters, (letter) => letter.charCodeAt(0));
  const opened = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"));
  return new Response(opened).arrayBuffer();
}

/** Adds a block of text to the page. */
async function put(name, tag, attrs) {
  const node = document.createElement(tag);
  for (const [key, value] of Object.entries(attrs)) node.setAttribute(key, value);
  node.textContent = new TextDecoder().decode(await stored(name));
  document.head.append(node);
}

async function begin() {
  /** @type {any} */ (globalThis).ganlabStored = stored;
  await put("sheet", "style", { "data-ganlab": "" });
  await put("script", "script", { type: "module" });
}

begin().catch((error) => {
  document.getElementById("ganlab-old")?.removeAttribute("hidden");
  console.error("ganlab:", error);
});
