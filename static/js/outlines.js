// SPDX-License-Identifier: AGPL-3.0-or-later
// The communes' boundaries, from our own data: faint over the background map, the map itself without it.
const QUIET = { color: "#4a5a66", weight: 1, opacity: 0.35, fill: false };
const ALONE = { color: "#5c6f7b", weight: 1, opacity: 0.9, fill: true, fillColor: "#eef1ee", fillOpacity: 1 };

export class Outlines {
  constructor(map, urls) {
    this.map = map;
    map.createPane("outlines").style.zIndex = 250;
    this.layer = L.geoJSON(null, {
      pane: "outlines",
      renderer: L.canvas({ pane: "outlines", padding: 0.2 }),
      interactive: false,
      style: QUIET,
    }).addTo(map);
    this.loaded = new Set();
    this.add(urls);
  }

  /** Draw the outlines at `urls` too, but for those drawn already. */
  add(urls) {
    const fresh = urls.filter((url) => !this.loaded.has(url));
    fresh.forEach((url) => this.loaded.add(url));
    this.ready = Promise.allSettled([this.ready, ...fresh.map((url) => this.#load(url))]);
  }

  async #load(url) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${answer.status} ${url}`);
    this.layer.addData(await answer.json());
  }

  /** Bounds of all that is drawn, or null while nothing is. */
  bounds() {
    const bounds = this.layer.getBounds();
    return bounds.isValid() ? bounds : null;
  }

  /** Whether a boundary crosses what is looked at (`lines`), and whether a part of it is in no commune that
      is drawn (`beyond`). */
  inView() {
    const view = this.map.getBounds();
    const near = this.layer.getLayers().filter((outline) => outline.getBounds().intersects(view));
    const frame = L.bounds([view.getWest(), view.getSouth()], [view.getEast(), view.getNorth()]);
    const lines = near.some((outline) => rings(outline).some((ring) => crosses(ring, frame)));
    const looked = [view.getCenter(), view.getNorthWest(), view.getNorthEast(), view.getSouthWest(), view.getSouthEast()];
    const beyond = looked.some((at) => !near.some((outline) => holds(rings(outline), at)));
    return { lines, beyond };
  }

  /** Make the outlines the map itself. Returns whether there is anything to see. */
  async standAlone() {
    this.layer.setStyle(ALONE);
    this.layer.options.style = ALONE;
    await this.ready;
    this.layer.setStyle(this.layer.options.style);
    await this.#nameWhenNear();
    return this.bounds() !== null;
  }

  /** Under a background map again: faint, without names. */
  liveBeneath() {
    this.layer.options.style = QUIET;
    this.layer.setStyle(QUIET);
    this.names?.remove();
    this.names = null;
  }

  async #nameWhenNear() {
    const { CommuneNames } = await import("./commune-names.js");
    // Asked for again, or no more wanted while this was on its way.
    if (!this.names && this.layer.options.style === ALONE) this.names = new CommuneNames(this.map, this.layer);
  }
}

/** The rings of an outline, each a list of [lon, lat]. */
export function rings({ feature: { geometry } }) {
  return geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
}

function crosses(ring, frame) {
  return ring.some((end, i) => i > 0 && L.LineUtil.clipSegment(L.point(ring[i - 1]), L.point(end), frame));
}

/** Whether a point is inside, by the crossings of the rings. */
export function holds(all, { lat, lng }) {
  let inside = false;
  for (const ring of all) {
    for (let i = 0, j = ring.length - 1; i < ring.length; j = i, i += 1) {
      const [[x1, y1], [x2, y2]] = [ring[i], ring[j]];
      if (y1 > lat !== y2 > lat && lng < ((x2 - x1) * (lat - y1)) / (y2 - y1) + x1) inside = !inside;
    }
  }
  return inside;
}
