/** Plotly: large, and loaded late on purpose, once the picture is there. */

import { el } from "../shell/tools.js";

/** @type {Promise<any> | null} */
let plotly = null;

/** Plotly, once per page. */
export function loadPlotly(base) {
  const page = /** @type {any} */ (window);
  plotly ??= page.Plotly
    ? Promise.resolve(page.Plotly)
    : new Promise((resolve, reject) => {
        const script = el("script", { src: `${base}/plotly.min.js` });
        script.onload = () => resolve(page.Plotly);
        script.onerror = () => reject(new Error("plotly.min.js did not load"));
        document.head.append(script);
      });
  return plotly;
}
