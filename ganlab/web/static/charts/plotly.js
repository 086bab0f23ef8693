/** Plotly: large, and loaded late on purpose, once the picture is there. */

import { el } from "../shell/tools.js";

let plotly = null;

/** Plotly, once per page. */
export function loadPlotly(base) {
  plotly ??= window.Plotly ? Promise.resolve(window.Plotly) : new Promise((resolve, reject) => {
    const script = el("script", { src: `${base}/plotly.min.js` });
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error("plotly.min.js did not load"));
    document.head.append(script);
  });
  return plotly;
}
