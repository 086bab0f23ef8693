/** Plotly: large, and loaded late on purpose, once the picture is there. */

import { ROOT } from "../shell/root.js";
import { el } from "../shell/tools.js";

/** @type {Promise<any> | null} */
let plotly = null;

/** Plotly, once per page. */
export function loadPlotly() {
  const page = /** @type {any} */ (window);
  plotly ??= page.Plotly
    ? Promise.resolve(page.Plotly)
    : new Promise((resolve, reject) => {
        const script = el("script", { src: new URL("plotly.min.js", ROOT).href });
        script.onload = () => resolve(page.Plotly);
        script.onerror = () => reject(new Error("plotly.min.js did not load"));
        document.head.append(script);
      });
  return plotly;
}
