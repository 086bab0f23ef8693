/** The score of a round of “Real or fake?”. */

/** How many pictures of a round the visitor, who said 1 for real and 0 for fake, and D were right about: {you, d}, each
 *  with `n` pictures, `all` that were right, and of these the `reals` and the `fakes`. */
export function tally({ real, right }, said) {
  const of = (hits) => {
    const hit = (kind) => hits.filter((hit, k) => hit && !!real[k] === kind).length;
    return { n: real.length, all: hit(true) + hit(false), reals: hit(true), fakes: hit(false) };
  };
  return { you: of(said.map((word, k) => word === real[k])), d: of(right) };
}
