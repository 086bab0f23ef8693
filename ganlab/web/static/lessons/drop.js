/** A lesson of somebody's own: its file is dropped on the page, read by the server and shown; nothing of it is kept. */

import { ROOT } from "../shell/root.js";
import { N_ } from "../shell/words.js";

const AWAY = N_("The lesson could not be read: the server does not answer.");

/** Whether what is dragged may be a lesson; what it is called is known only when it is dropped. */
const carries = ({ dataTransfer }) => [...(dataTransfer?.types ?? [])].includes("Files");

/** Takes what is dropped on a node; `show(lesson)` shows it, `refuse(sentence)` says why it cannot be.
 *  @param {HTMLElement} node
 *  @param {{ language: () => string, show: (lesson: any) => void, refuse: (sentence: string) => void }} on */
export function takeDropped(node, { language, show, refuse }) {
  node.addEventListener("dragover", (event) => carries(event) && event.preventDefault());
  node.addEventListener("drop", async (event) => {
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    event.preventDefault();
    const url = new URL(`lesson?lang=${encodeURIComponent(language())}`, ROOT);
    const response = await fetch(url, { method: "POST", body: file }).catch(() => null);
    const found = await response?.json().catch(() => null);
    if (!found) return refuse(AWAY);
    if (found.error) return refuse(found.error);
    show({ ...found, name: file.name.replace(/\.md$/, "") });
  });
}
