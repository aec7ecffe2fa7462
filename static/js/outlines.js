// The communes' boundaries, from our own data: faint over the background map, the map itself without it.
const QUIET = { color: "#4a5a66", weight: 1, opacity: 0.35, fill: false };
const ALONE = { color: "#5c6f7b", weight: 1, opacity: 0.9, fill: true, fillColor: "#eef1ee", fillOpacity: 1 };
// Names are legible from here on.
const NAMES_FROM_ZOOM = 11;
// About the size of a name, in pixels, for keeping names apart.
const LETTER_WIDTH = 6.6;
const LINE_HEIGHT = 15;

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
    this.names = L.layerGroup();
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
    this.#nameWhenNear();
    return this.bounds() !== null;
  }

  /** Under a background map again: faint, without names. */
  liveBeneath() {
    this.layer.options.style = QUIET;
    this.layer.setStyle(QUIET);
    if (this.naming) this.map.off("moveend", this.naming);
    this.naming = null;
    this.names.remove();
  }

  #nameWhenNear() {
    // Asked for again, or no more wanted while the outlines were on their way.
    if (this.naming || this.layer.options.style !== ALONE) return;
    const show = () => {
      this.names.clearLayers();
      if (this.map.getZoom() < NAMES_FROM_ZOOM) return;
      const view = this.map.getBounds();
      const taken = [];
      this.layer.eachLayer((outline) => {
        const middle = outline.getBounds().getCenter();
        if (!view.contains(middle)) return;
        const at = this.map.latLngToLayerPoint(middle);
        const half = L.point((outline.feature.properties.nom.length * LETTER_WIDTH) / 2, LINE_HEIGHT / 2);
        const box = L.bounds(at.subtract(half), at.add(half));
        if (taken.some((other) => other.overlaps(box))) return;
        taken.push(box);
        const text = document.createElement("span");
        text.textContent = outline.feature.properties.nom;
        const icon = L.divIcon({ className: "commune-name", html: text, iconSize: null });
        this.names.addLayer(L.marker(middle, { icon, interactive: false, keyboard: false, pane: "outlines" }));
      });
    };
    this.names.addTo(this.map);
    this.naming = show;
    this.map.on("moveend", show);
    show();
  }
}
