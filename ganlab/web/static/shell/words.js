/** The words of a view: put onto its elements by key, and put anew when the language changes. */

/** Writes the label y into what G and D are given: D(G(z)) becomes D(G(z, y), y). */
export const given = (text) => text.replace(/G\(z\)/g, "G(z, y)").replace(/D\((x|G\(z, y\))\)/g, "D($1, y)");

/** What a view says, in the page's language. Its functions may be taken out of it: `const { t } = words`. */
export class Words {
  asked = false; // whether G and D are given a label, which all words then say
  open = (_name) => undefined; // gives what texts leave open for all, such as a colour's name in the present palette
  #put = new Map(); // element → its keys, by the place where their words stand

  constructor(data) {
    this.speak(data);
  }

  /** Takes the texts of a language. */
  speak({ texts, lang }) {
    this.texts = texts ?? {};
    this.numbers = new Intl.NumberFormat(lang);
  }

  /** A text with its values filled in. */
  t = (key, values = {}) => {
    const text = this.texts[key] ?? key;
    const filled = (whole, name) => values[name] ?? this.open(name) ?? whole;
    return (this.asked ? given(text) : text).replace(/\{(\w+)\}/g, filled);
  };

  /** A number as the language writes it. */
  number = (value) => this.numbers.format(value);

  /** Sets words by key, as the text or an attribute of an element, now and whenever the language changes. */
  say = (node, keys) => {
    this.#put.set(node, { ...this.#put.get(node), ...keys });
    for (const [place, key] of Object.entries(keys)) {
      if (place === "textContent") node.textContent = this.t(key);
      else node.setAttribute(place, this.t(key));
    }
    return node;
  };

  /** Writes all words anew. */
  repeat() {
    for (const [node, keys] of this.#put) this.say(node, keys);
  }
}
