/** The words of a view: English stands in the code, and is put onto elements, and anew when the language changes. */

/** Marks a text, English as it is said: from what is marked the catalogues of the other languages are made. Where a
 *  text goes straight into `t`, that is its mark. */
export const N_ = (text) => text;

/** Marks a text that has a translation of its own in this context. */
export const NC_ = (context, text) => `${context}\x04${text}`;

import { write } from "./tools.js";

/** Writes the label y into what G and D are given: D(G(z)) becomes D(G(z, y), y). */
export const given = (text) => text.replace(/G\(z\)/g, "G(z, y)").replace(/D\((x|G\(z, y\))\)/g, "D($1, y)");

const LONG = 1e5; // numbers from here on are written with an exponent

/** What a view says, in the page's language. Its functions may be taken out of it: `const { t } = words`. */
export class Words {
  asked = false; // whether G and D are given a label, which all words then say
  open = (_name) => undefined; // gives what texts leave open for all, such as a colour's name in the present palette
  #lang = undefined;
  #formats = new Map(); // how numbers are written, by digits
  #put = new Map(); // element → its texts, by the place where they stand

  constructor(data) {
    this.speak(data);
  }

  /** Takes a language: its texts by the marked English, and which of its plural forms the numbers 0 to 199 take. */
  speak({ texts, plurals, lang }) {
    this.texts = texts ?? {};
    this.plurals = plurals ?? [];
    this.#lang = lang;
    this.#formats.clear();
  }

  /** A marked text with its values filled in. */
  t = (text, values = {}) => this.#filled(this.texts[text] ?? text.slice(text.indexOf("\x04") + 1), values);

  /** A text that depends on its value `n`, a number, in its two English forms. */
  tn = (one, many, values) => {
    const { n } = values;
    const english = n === 1 ? one : many;
    const forms = this.texts[`${one}\0${many}`];
    const form = this.plurals[n < 100 ? n : 100 + (n % 100)];
    return this.#filled(forms ? forms[form] : english, { ...values, n: this.number(n) });
  };

  #filled(text, values) {
    const filled = (whole, name) => values[name] ?? this.open(name) ?? whole;
    return (this.asked ? given(text) : text).replace(/\{(\w+)\}/g, filled);
  }

  /** A number as the language writes it, one that is not finite as a dash. */
  #written(value, digits) {
    if (!Number.isFinite(value)) return "–";
    const key = JSON.stringify(digits);
    if (!this.#formats.has(key)) this.#formats.set(key, new Intl.NumberFormat(this.#lang, digits));
    return this.#formats.get(key).format(value).replace("-", "−");
  }

  /** A number of things, its thousands parted. */
  number = (value) => this.#written(value, {});

  /** A number with so many digits behind the decimal sign; one too long for its place as short as may be. */
  fixed = (value, digits = 2) =>
    Math.abs(value) >= LONG
      ? this.short(value)
      : this.#written(value, { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false });

  /** The same, with a plus where it is above 0. */
  signed = (value, digits) => (value > 0 ? "+" : "") + this.fixed(value, digits);

  /** A number of so many digits at most, as short as it may be written. */
  short = (value, digits = 3) => {
    const size = Math.abs(value);
    const far = size !== 0 && (size < 1e-3 || size >= LONG); // where one would count zeros
    const [mantissa, exponent] = far && size < Infinity ? value.toExponential(1).split("e") : [];
    if (exponent) return `${this.fixed(Number(mantissa), 1)}e${exponent.replace("-", "−").replace("+", "")}`;
    return this.#written(value, { maximumSignificantDigits: digits, useGrouping: false });
  };

  /** The signs at a number's decimals and thousands, as Plotly wants them. */
  get separators() {
    const parts = new Intl.NumberFormat(this.#lang).formatToParts(-12345.5);
    return ["decimal", "group"].map((type) => parts.find((part) => part.type === type)?.value ?? " ").join("");
  }

  /** A share of one in per cent. */
  percent = (share, digits = 0) => `${this.fixed(100 * share, digits)} %`;

  /** Puts marked texts on an element, as its text or an attribute, now and whenever the language changes. */
  say = /** @type {<Node extends Element>(node: Node, texts: Record<string, string>) => Node} */ (
    (node, texts) => {
      this.#put.set(node, { ...this.#put.get(node), ...texts });
      for (const [place, marked] of Object.entries(texts)) {
        const text = this.t(marked);
        if (place === "textContent") write(node, text);
        else if (node.getAttribute(place) !== text) node.setAttribute(place, text);
      }
      return node;
    }
  );

  /** Writes all words anew. */
  repeat() {
    for (const [node, texts] of this.#put) this.say(node, texts);
  }
}
