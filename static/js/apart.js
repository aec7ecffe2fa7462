// SPDX-License-Identifier: AGPL-3.0-or-later
// Pins that would lie on one another, pushed apart: each as little as those before it allow.
const HARDLY = 1e-6;

/**
 * How far each of `places` ({x, y} in pixels) is pushed, as {x, y}, for rectangles of `wide` by `high` pixels to have
 * `gap` between them on one side at least. The first keeps its place, and each next takes the nearest that is free: the
 * same places in the same order are always pushed alike, and never further than the room of those before takes.
 */
export function apart(places, wide, high, gap) {
  const put = [];
  for (const at of places) put.push(nearestFree(at, put, wide + gap, high + gap));
  return put.map(({ x, y }, i) => ({ x: x - places[i].x, y: y - places[i].y }));
}

/** Nearest is where it is, else beside something, else in the corner of two: no other point has to be tried. */
function nearestFree(at, put, wide, high) {
  const across = [at.x, ...put.flatMap(({ x }) => [x - wide, x + wide])];
  const down = [at.y, ...put.flatMap(({ y }) => [y - high, y + high])];
  let [found, least] = [null, Infinity];
  for (const x of across) {
    for (const y of down) {
      const away = (x - at.x) ** 2 + (y - at.y) ** 2;
      if (away < least && put.every((other) => isClear(other, x, y, wide, high))) [found, least] = [{ x, y }, away];
    }
  }
  return found;
}

function isClear(other, x, y, wide, high) {
  return Math.abs(other.x - x) >= wide - HARDLY || Math.abs(other.y - y) >= high - HARDLY;
}
