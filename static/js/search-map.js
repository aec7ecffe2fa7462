// SPDX-License-Identifier: AGPL-3.0-or-later
// The map of the search: a view of its list. It draws; the server decides what.
import { Background } from "./background.js";
import { createMap, Fitting, openByKey } from "./base-map.js";
import { Clusters } from "./clusters.js";
import { lookFrom, searchAround } from "./here.js";
import { addMarkers } from "./markers.js";
import { drawOrigin } from "./origin.js";
import { Outlines } from "./outlines.js";
import { coveredByPanel, laidOver, startPanel, townHalls } from "./panel.js";

const FRANCE = [[41.3, -5.2], [51.1, 9.6]];

const ORIGIN_PX = 9;

const read = (id) => JSON.parse(document.getElementById(id).textContent);

const nextTask = () => new Promise((done) => { setTimeout(done); });

/** One point without a place would spoil the whole drawing. */
function locatedPoints() {
  return read("carte-points").filter(({ lat, lon }) => Number.isFinite(lat) && Number.isFinite(lon));
}

class SearchMap {
  constructor(element) {
    this.element = element;
    this.map = createMap(element);
    this.config = read("carte-reglages");
    this.outlines = new Outlines(this.map, this.config.contours, this.config.alentours);
    this.fitting = new Fitting(this.map, element, () => this.bounds(), () => coveredByPanel(this.map));
    this.here = document.querySelector("[data-here]");
    this.clusters = new Clusters(this.map, {
      url: this.config.viewport,
      themes: this.config.themes,
      sprite: element.dataset.sprite,
      counted: (...counts) => this.counted(...counts),
      drawn: () => this.#write(),
      link: {
        around: (lat, lon) => searchAround(lat, lon, 5),
        structure: (id, [lat, lon]) => this.#linkTo(id, lat, lon),
      },
    });
    this.points = locatedPoints();
    this.#lookFirst();
    this.begun = this.#begin();
  }

  /** The rest, a task each: somebody may be scrolling the list already. */
  async #begin() {
    await nextTask();
    const told = document.querySelector("[data-no-roads]");
    const background = new Background(this.map, this.outlines, this.element, this.fitting, { told, changed: () => this.#write() });
    this.counted = startPanel(this.map, background, () => this.#ask());
    this.fitting.fit();
    await nextTask();
    this.show();
    openByKey(this.map, this.element, () => [...this.markers.markers, ...this.clusters.markers, ...laidOver(this.map)]);
    this.map.on("click", () => this.#closeCard());
    this.map.on("click", async ({ latlng }) => (await import("./around.js")).offerPoint(this.map, latlng));
    this.map.on("moveend", async () => { if (this.fitting.moved) (await import("./around.js")).offerZone(this.map, this.here); });
    this.map.on("zoomend", () => { if (this.fitting.moved) lookFrom(this.map.getZoom()); });
  }

  /** Draw what the page says now. */
  show() {
    this.points = locatedPoints();
    this.#drawPins();
    this.origin?.remove();
    this.origin = this.#origin();
    this.#ask();
    this.#write();
    this.here.hidden = true;
  }

  #drawPins() {
    this.markers?.remove();
    this.markers = addMarkers(this.map, this.points, {
      themes: this.config.themes,
      chosen: new URLSearchParams(this.config.criteres).getAll("theme"),
      sprite: this.element.dataset.sprite,
    }, (point, card) => this.#showBelow(point, card));
  }

  /** On a phone the card comes up below; whether there is room for it nowhere else. */
  #showBelow(point, card) {
    const isHidden = card.offsetParent === null || card.closest("[data-below]");
    if (!isHidden) return false;
    import("./below.js").then(({ show }) => {
      show(card, () => this.#closeCard());
      this.below = true;
      this.markers.choose(point.id);
    });
    return true;
  }

  #ask() {
    this.clusters.ask(this.config.criteres, this.points, townHalls());
  }

  #closeCard() {
    if (!this.below) return;
    this.below = false;
    import("./below.js").then(({ putBack }) => putBack());
    this.markers.choose(null);
  }

  /** Write the names that there are to write: none where the background has its own and no circle needs one. */
  async #write() {
    if (!this.markers) return;
    if (!this.labels && !this.outlines.whole && !this.clusters.symbols.some(({ name }) => name)) return;
    const { Labels } = await import("./labels.js");
    this.labels ??= new Labels(this.map, this.outlines, () => ({
      boxes: [...this.markers.boxes(), ...this.#originBox()], circles: this.clusters.symbols,
    }));
    this.labels.show();
  }

  answered() {
    this.#closeCard();
    const before = this.config;
    this.config = read("carte-reglages");
    this.outlines.add(this.config.contours, this.config.alentours);
    this.map.closePopup();
    this.show();
    const { lat, lon, rayon_m: radius, bbox } = this.config;
    const same = lat === before.lat && lon === before.lon && radius === before.rayon_m;
    // What is looked at stays, unless the search went elsewhere, or what it finds did.
    const view = this.map.getBounds();
    const seen = this.points.some(({ lat: y, lon: x }) => view.contains([y, x]));
    if (!bbox && (!same || before.bbox || !seen)) this.fitting.fit({ again: true });
    else if (this.fitting.moved) lookFrom(this.map.getZoom());
  }

  bounds() {
    if (this.config.bbox) {
      const [west, south, east, north] = this.config.bbox;
      return L.latLngBounds([[south, west], [north, east]]);
    }
    if (this.points.length) return L.latLngBounds([...this.points.map(({ lat, lon }) => [lat, lon]), [this.config.lat, this.config.lon]]);
    const { lat, lon, rayon_m: radius } = this.config;
    if (radius) return L.latLng(lat, lon).toBounds(2 * radius);
    return this.outlines.bounds() ?? L.latLngBounds(FRANCE);
  }

  #lookFirst() {
    this.outlines.ready.then(() => this.fitting.fit());
    this.fitting.fit();
    const { lat, lon, zoom, bbox } = this.config;
    if (zoom === null || bbox || lat === null) return;
    this.map.setView([lat, lon], zoom, { animate: false });
    this.fitting.moved = true;
  }

  #origin() {
    return this.config.lat === null ? null : drawOrigin(this.map, this.config);
  }

  #originBox() {
    const { lat, lon } = this.config;
    if (lat === null) return [];
    const { x, y } = this.map.latLngToLayerPoint([lat, lon]);
    return [{ left: x - ORIGIN_PX, top: y - ORIGIN_PX, right: x + ORIGIN_PX, bottom: y + ORIGIN_PX }];
  }

  #linkTo(id, lat, lon) {
    const link = new URL(this.config.structure.replace("/0/", `/${id}/`), location);
    link.search = `${this.config.question}&vers=${lat},${lon}`;
    return link.href;
  }
}

const element = document.getElementById("carte");
if (element && globalThis.L) {
  const view = new SearchMap(element);
  const onceBegun = (act) => view.begun.then(act);
  document.addEventListener("answered", () => onceBegun(() => view.answered()));
}
