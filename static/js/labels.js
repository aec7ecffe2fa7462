// SPDX-License-Identifier: AGPL-3.0-or-later
// What is written on the map: the towns of its circles, and where our outlines are the map, communes and départements.
import { leastNamed, Names } from "./names.js";
import { holds } from "./outlines.js";

const REGIONS_TO_ZOOM = 11;
// A département next door is named where it has that many points of a grid laid over the view.
const GRID = 12;
const ROOM = 5;

export class Labels {
  /** `read()` gives the boxes of the pins and the circles that are drawn, in pixels of the map's layers. */
  constructor(map, outlines, read) {
    Object.assign(this, { map, outlines, read });
    this.names = new Names(map, () => this.#all());
  }

  /** What is drawn has changed: write again, once it all has. */
  show() {
    this.waiting ||= requestAnimationFrame(() => {
      this.waiting = 0;
      this.names.show();
    });
  }

  #all() {
    const { boxes, circles } = this.read();
    const symbols = [...boxes, ...circles.map(({ x, y, radius }) => ({ left: x - radius, top: y - radius, right: x + radius, bottom: y + radius }))];
    const named = circles.filter(({ name }) => name);
    const towns = named.map((circle) => ({ ...circle, people: 0, symbol: circle.radius }));
    if (this.outlines.whole) {
      const said = new Set(named.map(({ name }) => name));
      towns.push(...this.#communes().filter(({ name }) => !said.has(name)));
      if (this.map.getZoom() <= REGIONS_TO_ZOOM) towns.push(...this.#regions());
    }
    return { towns, symbols };
  }

  /** The communes in view that are large enough to be named from here, and the largest next door. */
  #communes() {
    const least = leastNamed(this.map.getZoom());
    const view = this.map.getBounds();
    const known = [
      ...this.outlines.communes.map(({ nom, people, at }) => ({ name: nom, people, at })),
      ...this.outlines.regions.flatMap(({ towns }) => towns.map(([name, lon, lat, people]) => ({ name, people, at: [lat, lon], beyond: true }))),
    ];
    return known.filter(({ people, at }) => people >= least && view.contains(at)).map((town) => {
      const { x, y } = this.map.latLngToLayerPoint(town.at);
      return { ...town, x, y };
    });
  }

  /** The départements next door, in the middle of what is seen of each. */
  #regions() {
    const { x: wide, y: high } = this.map.getSize();
    const seen = new Map();
    for (let i = 1; i < GRID; i += 1) {
      for (let j = 1; j < GRID; j += 1) {
        const at = [(i * wide) / GRID, (j * high) / GRID];
        const where = this.map.containerPointToLatLng(at);
        const region = this.outlines.regions.find((one) => !one.own && mayHold(one, where) && holds(one.rings, where));
        if (region) seen.set(region, [...(seen.get(region) ?? []), at]);
      }
    }
    return [...seen].filter(([, points]) => points.length >= ROOM).map(([{ nom }, points]) => {
      const middle = [0, 1].map((side) => points.reduce((sum, at) => sum + at[side], 0) / points.length);
      const away = (at) => Math.hypot(at[0] - middle[0], at[1] - middle[1]);
      const { x, y } = this.map.containerPointToLayerPoint(points.reduce((best, at) => (away(at) < away(best) ? at : best)));
      return { name: nom.toLocaleUpperCase("fr"), people: -1, region: true, x, y };
    });
  }
}

const mayHold = ({ west, south, east, north }, { lat, lng }) => lat >= south && lat <= north && lng >= west && lng <= east;
