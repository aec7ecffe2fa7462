// SPDX-License-Identifier: AGPL-3.0-or-later
// The communes' boundaries, from our own data: faint over the background map, the map itself without it, with the
// départements next door.
import { onPlane } from "./plane.js";

// Beyond each side of the view, so that a drag shows no edge: a part of the view's own.
const MARGIN = 0.15;
const QUIET = 0.35;

const inkOf = (element) => {
  const style = getComputedStyle(element);
  return (name) => style.getPropertyValue(`--${name}`).trim();
};

export class Outlines {
  /** `urls` are those of communes by département, `around` that of a département and its neighbours. */
  constructor(map, urls, around = "") {
    Object.assign(this, { map, around, alone: false, whole: false, communes: [], regions: [], loaded: new Set() });
    this.pane = map.createPane("outlines");
    this.pane.style.zIndex = 250;
    this.canvas = L.DomUtil.create("canvas", "leaflet-zoom-animated", this.pane);
    // Once a frame, however many reasons there are to.
    this.draw = () => {
      this.waiting ||= requestAnimationFrame(() => {
        this.waiting = 0;
        this.#draw();
      });
    };
    map.on("moveend resize", this.draw);
    map.on("zoomanim", ({ center, zoom }) => this.#grow(center, zoom));
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", this.draw);
    new MutationObserver(this.draw).observe(document.documentElement, { attributes: true });
    this.add(urls);
  }

  /** Draw the outlines at `urls` too, but for those drawn already. */
  add(urls, around = this.around) {
    const fresh = urls.filter((url) => !this.loaded.has(url));
    fresh.forEach((url) => this.loaded.add(url));
    this.around = around;
    this.ready = Promise.allSettled([this.ready, ...fresh.map((url) => this.#load(url, this.communes))]).then(this.draw);
    if (this.whole) this.#loadAround();
  }

  async #load(url, into) {
    const answer = await fetch(url);
    if (!answer.ok) throw new Error(`${answer.status} ${url}`);
    const { features } = await answer.json();
    into.push(...features.map(shapeOf));
  }

  #loadAround() {
    if (!this.around || this.loaded.has(this.around)) return this.ready;
    this.loaded.add(this.around);
    this.ready = Promise.allSettled([this.ready, this.#load(this.around, this.regions)]).then(this.draw);
    return this.ready;
  }

  /** Bounds of all the communes that are drawn, or null while none is. */
  bounds() {
    const bounds = L.latLngBounds([]);
    for (const { west, south, east, north } of this.communes) bounds.extend([[south, west], [north, east]]);
    return bounds.isValid() ? bounds : null;
  }

  /** Draw them as a map, until another one comes. */
  standIn() {
    this.alone = true;
    this.draw();
  }

  /** Make the outlines the map itself, for good: with what is next door. */
  standAlone() {
    this.whole = true;
    this.standIn();
    return this.#loadAround();
  }

  /** Under a background map again: faint. */
  liveBeneath() {
    this.alone = false;
    this.whole = false;
    this.draw();
  }

  #grow(center, zoom) {
    if (!this.drawn) return;
    const at = this.map.project(this.drawn.corner, zoom).subtract(this.map.project(center, zoom)).add(this.map.getSize().divideBy(2));
    L.DomUtil.setTransform(this.canvas, at.add(this.map.containerPointToLayerPoint([0, 0])), this.map.getZoomScale(zoom, this.drawn.zoom));
  }

  #draw() {
    const size = this.map.getSize();
    if (!size.x) return;
    const zoom = this.map.getZoom();
    const margin = size.multiplyBy(MARGIN).round();
    const corner = this.map.containerPointToLayerPoint([0, 0]).subtract(margin);
    const [wide, high] = [size.x + 2 * margin.x, size.y + 2 * margin.y];
    const sharp = devicePixelRatio || 1;
    L.DomUtil.setPosition(this.canvas, corner);
    Object.assign(this.canvas, { width: wide * sharp, height: high * sharp });
    Object.assign(this.canvas.style, { width: `${wide}px`, height: `${high}px` });
    this.drawn = { zoom, corner: this.map.layerPointToLatLng(corner) };
    const scale = 2 ** zoom;
    const { x: left, y: top } = this.map.getPixelOrigin().add(corner);
    const pen = this.canvas.getContext("2d");
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    pen.lineJoin = "round";
    const frame = { left: left / scale, top: top / scale, right: (left + wide) / scale, bottom: (top + high) / scale };
    const trace = (shapes) => {
      pen.beginPath();
      for (const { lines, box } of shapes) {
        if (box.left > frame.right || box.right < frame.left || box.top > frame.bottom || box.bottom < frame.top) continue;
        for (const line of lines) {
          pen.moveTo(line[0] * scale - left, line[1] * scale - top);
          for (let i = 2; i < line.length; i += 2) pen.lineTo(line[i] * scale - left, line[i + 1] * scale - top);
        }
      }
    };
    const ink = inkOf(this.map.getContainer());
    const stroke = (name, thick) => { Object.assign(pen, { strokeStyle: ink(name), lineWidth: thick }); pen.stroke(); };
    pen.globalAlpha = 1;
    if (this.alone) {
      trace(this.regions.filter(({ own }) => !own));
      stroke("commune-line", 1);
    }
    const own = this.regions.filter((region) => region.own);
    pen.fillStyle = ink("land");
    if (this.alone && !this.communes.length) {
      trace(own);
      pen.fill("evenodd");
    }
    trace(this.communes);
    if (this.alone) {
      pen.fill("evenodd");
      stroke("commune-line", 1);
      trace(own);
      stroke("departement-line", 1.6);
    } else {
      pen.globalAlpha = QUIET;
      stroke("departement-line", 1);
    }
  }
}

/** What is drawn of a feature: its rings in degrees, and as lines of the plane in the box that they fill. */
function shapeOf({ geometry, properties }) {
  const all = rings({ feature: { geometry } });
  const lines = all.map((ring) => Float64Array.from(ring.flatMap(([lon, lat]) => onPlane(lat, lon))));
  let [west, south, east, north] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const ring of all) {
    for (const [lon, lat] of ring) {
      if (lon < west) west = lon;
      if (lon > east) east = lon;
      if (lat < south) south = lat;
      if (lat > north) north = lat;
    }
  }
  const [left, top] = onPlane(north, west);
  const [right, bottom] = onPlane(south, east);
  const { nom, population: people, point, villes: towns = [], soi: own } = properties;
  const at = point ? [point[1], point[0]] : [(south + north) / 2, (west + east) / 2];
  return { rings: all, lines, box: { left, top, right, bottom }, west, south, east, north, nom, people: people ?? 0, at, towns, own };
}

/** The rings of an outline, each a list of [lon, lat]. */
export function rings({ feature: { geometry } }) {
  return geometry.type === "Polygon" ? geometry.coordinates : geometry.coordinates.flat();
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
