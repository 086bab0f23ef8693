/** Style sheets that lie beside their modules: by hand, because not all browsers have CSS module scripts. */

import { el } from "./tools.js";

const SHELL = new URL(".", import.meta.url).href;
const [BASE, TOOLBAR, PHONE] = ["live.css", "toolbar.css", "phone.css"].map((name) => SHELL + name);
const sheets = new Set();

/** Says that a module has a style sheet of its own name beside it; called with the module's `import.meta.url`. */
export function styled(url) {
  sheets.add(url.replace(/\.js$/, ".css"));
}

/** The order of style sheets. Of two rules of equal weight the later one holds, so it is fixed, whoever imports whom:
 *  the shell's own first, what is for phones last. */
export function ordered(own) {
  const rank = (href) => !href.startsWith(SHELL) + href;
  return [BASE, TOOLBAR, ...[...own].sort((a, b) => (rank(a) < rank(b) ? -1 : 1)), PHONE];
}

/** Loads the style sheets of all modules, and resolves when they are there. */
export async function dress() {
  if (document.querySelector("style[data-ganlab]")) return; // a page that was taken home has all of them in it
  const before = [...document.querySelectorAll("link[data-ganlab]")]; // those of an older version of the view
  await Promise.all(
    ordered(sheets).map(
      (href) =>
        new Promise((resolve) => {
          const link = el("link", { rel: "stylesheet", href, "data-ganlab": "" });
          link.onload = link.onerror = resolve;
          document.head.append(link);
        }),
    ),
  );
  for (const link of before) link.remove();
}
