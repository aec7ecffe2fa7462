// SPDX-License-Identifier: AGPL-3.0-or-later
// How the places of a cluster share between themes: a ring of coloured parts around a number, or around the
// pictogram of a single place. The number and the words say it too: colour is never alone.
const GAP = 0.012;

/** The SVG text of a ring `size` pixels wide. `parts` are {couleur, part}; `inside` is more SVG, drawn in the middle. */
export function ring(parts, size, inside) {
  const middle = size / 2;
  const width = size >= 34 ? 5 : 3.5;
  const radius = middle - width / 2 - 1;
  const sum = parts.reduce((total, { part }) => total + part, 0);
  const gap = parts.length > 1 ? GAP : 0;
  let start = 0;
  const arcs = parts.map(({ couleur, part }) => {
    const length = Math.max(part / sum - gap, 0.02);
    const arc = `<circle cx="${middle}" cy="${middle}" r="${radius}" fill="none" stroke="${couleur}"`
      + ` stroke-width="${width}" pathLength="1" stroke-dasharray="${length.toFixed(3)} 1"`
      + ` stroke-dashoffset="${(-start).toFixed(3)}"/>`;
    start += part / sum;
    return arc;
  });
  return `<svg width="${size}" height="${size}" viewBox="0 0 ${size} ${size}" aria-hidden="true">`
    + `<circle class="ring__disc" cx="${middle}" cy="${middle}" r="${middle - 0.5}"/>`
    + `<g transform="rotate(-90 ${middle} ${middle})">${arcs.join("")}</g>${inside}</svg>`;
}

export function numberInside(count, size) {
  const text = count < 10_000 ? String(count) : `${Math.round(count / 1000)}k`;
  return `<text class="ring__count" x="50%" y="50%" dy="0.36em" text-anchor="middle" font-size="${size > 40 ? 14 : 12}">${text}</text>`;
}

export function pictogramInside(sprite, name, size) {
  const side = size - 12;
  return `<use href="${sprite}#${name}" x="6" y="6" width="${side}" height="${side}"/>`;
}
