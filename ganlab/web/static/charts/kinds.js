/** The charts that there are. */

/** `of` names the record; a curve has a column, a colour of the palette, and perhaps the
 *  measure that is its noise floor or its whole. `game`: for the Dirac-GAN alone, or not for it. `log`: always on a log axis. `range`: all that there can be. */
export const CHARTS = [
  { name: "losses", of: "scalars", curves: [["d_loss", "d"], ["g_loss", "g"]] },
  { name: "scores", of: "scalars", curves: [["d_real", "real"], ["d_fake", "fake"]], game: false },
  { name: "parameters", of: "scalars", curves: [["theta", "g"], ["psi", "d"]], middle: 0, game: true },
  { name: "sw1", of: "measures", curves: [["sw1", "fake", { floor: "sw1_floor" }]], log: true },
  { name: "modes", of: "measures", range: [-0.03, 1.06], share: true,
    curves: [["modes", "fg", { whole: "modes_total" }], ["high_quality", "fake", { floor: "high_quality_floor" }]] },
  { name: "js", of: "measures", curves: [["js", "fake", { floor: "js_floor" }]] },
  { name: "d_star", of: "measures", curves: [["d_star", "d", { floor: "d_star_floor" }]] },
  { name: "fid", of: "measures", curves: [["fid", "fake", { floor: "fid_floor" }]], log: true },
  { name: "classes", of: "measures", range: [-0.03, 1.06], share: true,
    curves: [["classes", "fg", { whole: "classes_total" }], ["confidence", "fake", { floor: "confidence_floor" }]] },
  { name: "neighbours", of: "measures", range: [-0.03, 1.06], share: true,
    curves: [["nn_real", "real"], ["nn_fake", "fake", { floor: "nn_floor" }]] },
  { name: "precision", of: "measures", range: [-0.03, 1.06], share: true, curves: [["precision", "fake", { floor: "precision_floor" }]] },
  { name: "accuracy", of: "measures", range: [-0.03, 1.03], share: true, middle: 0.5,
    curves: [["d_accuracy_real", "real"], ["d_accuracy_fake", "fake"]] },
  { name: "gradients", of: "scalars", curves: [["d_grad", "d"], ["g_grad", "g"]], log: true },
  { name: "copies", of: "measures", curves: [["train_distance", "fake", { floor: "train_distance_floor" }]] },
];
