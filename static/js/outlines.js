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
