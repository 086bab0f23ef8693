/** What the walls of pictures show. */

import { N_ } from "../shell/words.js";

export const WALL_WORDS = {
  fixed: {
    textContent: N_("Fixed noise z"),
    title: N_("G(z) for the same noise vectors z all the time: shows how each picture develops"),
  },
  fresh: {
    textContent: N_("Fresh noise z"),
    title: N_("G(z) for new noise vectors z every time: shows how varied the generator is"),
  },
  real: {
    textContent: N_("Real pictures x"),
    title: N_("Pictures from the data set, for comparison, with D's answer below each"),
  },
  asked: {
    textContent: N_("Fixed noise z, columns by class"),
    title: N_(
      "G(z, y) for the same noise vectors z and labels y all the time: each column is asked for one class, in " +
        "the order of the buttons",
    ),
  },
};

export const BATCH_WORDS = {
  // in slow motion
  real: { textContent: N_("Real batch x"), title: N_("Real batch x") },
  fake: { textContent: N_("Generated batch G(z)"), title: N_("Generated batch G(z)") },
};
