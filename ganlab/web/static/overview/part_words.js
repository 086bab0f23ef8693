/** What the parts of the picture are called, and what is said of them. */

import { NC_, N_ } from "../shell/words.js";

/** Of each part: its name in the overview, in full, where few controls are shown, and at its settings; a sentence,
 *  where `asked` is said of a run with labels instead, and `images` of pictures. */
export const PART_WORDS = {
  z: {
    node: N_("z"),
    title: N_("Noise z"),
    gear: N_("Settings of the noise"),
    tip: N_("Random vectors: all that the generator gets. The same z always makes the same fake."),
    asked: N_(
      "Random vectors: all that the generator gets beside the label y. The same z with the same y always makes " +
        "the same fake.",
    ),
  },
  g: {
    node: N_("G"),
    title: N_("Generator G"),
    gear: N_("Settings of the generator"),
    tip: N_(
      "Maps noise z to samples. It never sees the data: it learns only from D’s gradient, and pushes D(G(z)) " + "up.",
    ),
    asked: N_(
      "Maps noise z and a label y, the class asked for, to samples. It never sees the data: it learns only " +
        "from D’s gradient, and pushes D(G(z)) up.",
    ),
  },
  fake: {
    node: NC_("node", "fake G(z)"),
    title: N_("Fakes G(z)"),
    tip: N_("Samples of the generator, for the same z all the time: what moves is learning."),
  },
  real: {
    node: NC_("node", "real x"),
    title: N_("Real samples x"),
    few: N_("Real x"),
    gear: N_("Settings of the data"),
    tip: N_("The data: what G should learn to make. Contours enclose 50 % and 90 % of it."),
    images: N_("The data: pictures that G should learn to make the like of. The strip shows eight of them."),
  },
  d: {
    node: N_("D"),
    title: N_("Discriminator D"),
    gear: N_("Settings of the discriminator"),
    tip: N_(
      "Judges samples: {real_colour} where it takes them for real, {fake_colour} for fake. It pushes D(x) up " +
        "and D(G(z)) down.",
    ),
    asked: N_(
      "Judges samples beside their label y: {real_colour} where it takes them for real ones of that class, " +
        "{fake_colour} for fake. It pushes D(x) up and D(G(z)) down.",
    ),
  },
  ideal: {
    node: N_("ideal D*"),
    title: N_("The ideal discriminator D*"),
    tip: N_(
      "The best answer that there is while G stays as it is. p is the data’s density in closed form; q, the " +
        "fakes’, is estimated from 2,500 fresh fakes.",
    ),
  },
  d_fake: {
    node: N_("D(G(z))"),
    title: N_("D’s answers to fakes"),
    tip: N_("Each fake in the colour of D’s answer to it: {real_colour} where G has fooled D."),
  },
  d_real: {
    node: N_("D(x)"),
    title: N_("D’s answers to real samples"),
    tip: N_("Each real sample in the colour of D’s answer to it: {fake_colour} where D is wrong."),
  },
  gradient: {
    node: N_("−∇ for G"),
    title: N_("The gradient that G gets"),
    tip: N_(
      "Where each fake would have to move to lower G’s loss most quickly: true −∇ of the chosen loss, all " +
        "arrows on one scale.",
    ),
  },
  d_loss: {
    node: N_("D loss"),
    title: N_("What D minimises"),
    tip: N_(
      "D’s loss in the last step. The line marks its value at the equilibrium. Its gradient goes back to D " +
        "only (inner loop).",
    ),
  },
  g_loss: {
    node: N_("G loss"),
    title: N_("What G minimises"),
    tip: N_(
      "G’s loss in the last step. The line marks its value at the equilibrium. Its gradient goes back through " +
        "D to G (outer loop).",
    ),
  },
  loss: {
    node: N_("updates"),
    title: N_("Loss and updates"),
    gear: N_("Loss and how updates are made"),
    tip: N_("What each player minimises, and who moves when."),
  },
  penalty: {
    node: N_("penalties"),
    title: N_("Penalties and constraints"),
    gear: N_("Penalties, constraints and noise"),
    tip: N_("What is added to the game to keep it steady; 0 is off, and any of them combine."),
  },
};
