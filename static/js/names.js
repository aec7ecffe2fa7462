// SPDX-License-Identifier: AGPL-3.0-or-later
// The names of towns on the map, by population: none on a symbol or on another, none far from its town.
const FAR = 24;
const GAP = 2;
const MOST = 60;
const MOST_BEYOND = 4;

/** How a name is written: `size` in pixels, `weight`, and the class that says the same to the style sheet. */
export function look({ people, beyond, symbol, region }) {
  if (symbol) return { size: 13, weight: 700, kind: "group" };
  if (region) return { size: 12, weight: 600, spaced: 0.14, kind: "region" };
  if (people > 25_000) return { size: 15, weight: beyond ? 400 : 700, kind: beyond ? "beyond" : "large" };
  const size = people >= 6_000 ? 13 : 12;
  return { size, weight: 400, kind: beyond ? "beyond" : size === 13 ? "middle" : "small" };
}

/** The eleven places of a name, from the middle of its town: those of a circle of that radius are off it. */
function tried(radius, wide, high) {
  const under = radius + high / 2 + GAP;
  const beside = radius + wide / 2 + 2 * GAP;
  if (!radius) {
    const shift = FAR - high / 2;
    return [[0, 0], [0, shift], [0, -shift], [0, FAR], [0, -FAR], [FAR, 0], [-FAR, 0], [FAR / 2, shift], [-FAR / 2, shift], [FAR / 2, -shift], [-FAR / 2, -shift]];
  }
  return [
    [0, under], [0, -under], [beside, 0], [-beside, 0], [FAR, under], [-FAR, under], [FAR, -under], [-FAR, -under],
    [0, under + FAR / 2], [0, -under - FAR / 2], [beside + FAR / 2, 0],
  ];
}

const overlap = (a, b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/**
 * Which of `towns` are named, and where: {name, x, y, kind} in pixels. Each town is {name, people, x, y}, `beyond` next
 * door, with the `radius` of a `symbol` on it; a `region` is one too, in capitals, after all others. `symbols` are boxes
 * that no name covers; `width(name, size, weight)` is how long a name is.
 */
export function placeNames(towns, symbols, width) {
  const taken = [...symbols];
  const named = [];
  let beyond = 0;
  const first = (a, b) => (b.symbol ?? 0) - (a.symbol ?? 0) || b.people - a.people || (a.name < b.name ? -1 : 1);
  for (const town of [...towns].sort(first)) {
    if (named.length >= MOST) break;
    if (town.beyond && beyond >= MOST_BEYOND) continue;
    const { size, weight, kind, spaced = 0 } = look(town);
    const [wide, high] = [width(town.name, size, weight) + town.name.length * spaced * size, size + 2];
    for (const [dx, dy] of tried(town.radius ?? 0, wide, high)) {
      const [x, y] = [town.x + dx, town.y + dy];
      const box = { left: x - wide / 2, right: x + wide / 2, top: y - high / 2, bottom: y + high / 2 };
      if (taken.some((other) => overlap(box, other))) continue;
      taken.push(box);
      named.push({ name: town.name, x, y, kind });
      beyond += town.beyond ? 1 : 0;
      break;
    }
  }
  return named;
}

/** The least population of a town that is named at a zoom, where nothing else is known of it. */
const LEAST = [[10, 25_000], [11, 6_000], [12, 2_000]];
export const leastNamed = (zoom) => LEAST.find(([to]) => zoom < to)?.[1] ?? 0;

export class Names {
  /** `read()` gives what there is to name, {towns, symbols}, where the map looks now. */
  constructor(map, read) {
    Object.assign(this, { map, read, widths: new Map() });
    this.pane = map.createPane("names");
    this.ink = document.createElement("canvas").getContext("2d");
    this.family = getComputedStyle(map.getContainer()).fontFamily;
    map.on("zoomstart", () => this.pane.replaceChildren());
    map.on("moveend", () => this.show());
  }

  show() {
    const { towns, symbols } = this.read();
    const named = placeNames(towns, symbols, (...of) => this.#width(...of));
    this.pane.replaceChildren(...named.map(({ name, x, y, kind }) => {
      const written = document.createElement("span");
      written.className = `commune-name commune-name--${kind}`;
      written.textContent = name;
      written.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px) translate(-50%, -50%)`;
      return written;
    }));
  }

  #width(name, size, weight) {
    const key = `${weight} ${size} ${name}`;
    if (!this.widths.has(key)) {
      this.ink.font = `${weight} ${size}px ${this.family}`;
      this.widths.set(key, this.ink.measureText(name).width);
    }
    return this.widths.get(key);
  }
}
