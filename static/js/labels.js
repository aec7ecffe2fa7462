// SPDX-License-Identifier: AGPL-3.0-or-later
// What is written on the map: the towns of its circles, and where our outlines are the map, communes and départements.
import { leastNamed, Names } from "./names.js";

const REGIONS_TO_ZOOM = 11;

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
    const zoom = this.map.getZoom();
    const { whole } = this.outlines;
    const said = new Set(named.map(({ name }) => name));
    const view = this.map.getBounds();
    for (const { name, people, at, beyond } of whole ? this.outlines.towns : []) {
      if (people < leastNamed(zoom) || said.has(name) || !view.contains(at)) continue;
      towns.push({ name, people, beyond, ...this.#pixels(at) });
    }
    if (whole && zoom <= REGIONS_TO_ZOOM) towns.push(...this.outlines.regionNames());
    return { towns, symbols };
  }

  #pixels(at) {
    const { x, y } = this.map.latLngToLayerPoint(at);
    return { x, y };
  }
}
