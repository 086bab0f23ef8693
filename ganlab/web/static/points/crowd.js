/** Fakes that hide each other on one spot, which looks like one of them: how many they are. */

const HIDDEN = 5; // CSS pixels within which points hide each other
const MANY = 0.25; // of the fakes on one spot are worth a number

/** The spot that hides most fakes, and how many; null where none hides many. */
function crowd(place, fake) {
  const all = fake.length / 2;
  const cells = new Map();
  for (let i = 0; i < all; i++) {
    const [x, y] = [place.x(fake[2 * i]), place.y(fake[2 * i + 1])];
    const cell = [x, y].map((at) => Math.floor(at / (HIDDEN * place.dpr))).join();
    const known = cells.get(cell) ?? { x: 0, y: 0, n: 0 };
    Object.assign(known, { x: known.x + x, y: known.y + y, n: known.n + 1 });
    cells.set(cell, known);
  }
  const fullest = [...cells.values()].reduce((best, cell) => (cell.n > best.n ? cell : best), { x: 0, y: 0, n: 0 });
  const [cx, cy] = [fullest.x / fullest.n, fullest.y / fullest.n];
  let n = 0;
  for (let i = 0; i < all; i++)
    n += Number(Math.hypot(place.x(fake[2 * i]) - cx, place.y(fake[2 * i + 1]) - cy) < HIDDEN * place.dpr);
  return n >= MANY * all ? { x: cx, y: cy, n } : null;
}

/** How many fakes lie on one spot, where they hide each other. */
export function crowds(place, g, scene, palette) {
  const found = scene.fake && !place.small ? crowd(place, scene.fake) : null;
  if (!found) return;
  const size = place.thick(15);
  Object.assign(g, { strokeStyle: palette.bg, fillStyle: palette.fake, lineWidth: 4 * place.dpr, lineJoin: "round" });
  g.font = `600 ${size}px ${palette.font}`;
  g.textAlign = found.x > place.canvas.width - 4 * size ? "right" : "left";
  const at = [found.x + (g.textAlign === "left" ? 10 : -10) * place.dpr, found.y - 8 * place.dpr];
  g.strokeText(`×${found.n}`, ...at);
  g.fillText(`×${found.n}`, ...at);
}
