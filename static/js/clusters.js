// SPDX-License-Identifier: AGPL-3.0-or-later
// What lies in view beyond the list's page: circles as large as what they count, on towns from afar, and single places.
import { cellOf } from "./plane.js";
import { svg } from "./svg.js";
import { say } from "./words.js";

const PLACE_RADIUS = 13;
// Nearer, a square of the grid holds a part of a town: circles are where their places are.
const TOWNS_TO_ZOOM = 12;
const MOST_RADIUS_NEAR = 26;
const MANY = 100;
const TILE_PX = 256;
const CELL_PX = 64;
const DEEPEST_ASKED = 19;
// The server takes a side for a line of its grid up to a millionth of a square from it.
const LINE_DECIMALS = 9;

/** How large a circle is, in pixels: as the server's own (`layers/circles.py`). */
export function radiusOf(count) {
  return count <= MANY ? 8 + 3.1 * Math.sqrt(count) : 39 + 8 * Math.log10(count / MANY);
}

/** The same question whatever the theme: with it goes what is asked of it alone, `niveau.francais`. */
function ofAnyTheme(query) {
  return new URLSearchParams([...query].filter(([name]) => name !== "theme" && !name.includes(".")));
}

export class Clusters {
  /** `themes` are those of the panel; `counted` is told how many places of each are in view, and of all; `drawn` is
      called when what is drawn has changed. */
  constructor(map, { url, themes, sprite, link, counted, drawn }) {
    Object.assign(this, { map, url, sprite, link, counted, drawn });
    this.themes = new Map(themes.map((theme) => [theme.code, theme]));
    this.shown = new Map();
    this.listed = [];
    map.on("moveend", () => this.refresh());
  }

  /** Draw what `query` (criteria and place, as a query string) finds, but for the places of the list's page, and
      without town halls where `townHalls` is false. */
  ask(query, listed, townHalls) {
    this.query = new URLSearchParams(query);
    if (!townHalls) this.query.set("sans_mairies", "oui");
    this.listed = listed;
    this.asked = "";
    this.refresh();
  }

  async refresh() {
    if (this.query === undefined || !this.map.getSize().x) return;
    const view = this.#view();
    if (!view || this.asked === view.key) return;
    this.asked = view.key;
    this.asking?.abort();
    this.asking = new AbortController();
    const { signal } = this.asking;
    try {
      const found = await this.#fetch(this.query, view, signal);
      this.#draw(found, view.zoom);
      const others = ofAnyTheme(this.query);
      // With themes chosen, the answer counts these alone: what each other would show is asked apart.
      const all = others.size === this.query.size ? found : await this.#fetch(others, view, signal);
      this.counted(all.themes, found.numberMatched);
    } catch (error) {
      // What was drawn stays; the next move asks again.
      if (error.name === "AbortError") return;
      this.asked = "";
      this.counted(null, null);
    }
  }

  /** The circles that are drawn, in pixels of the map's layers: {x, y, radius, name, people}. */
  get symbols() {
    return [...this.shown.values()].map(({ marker, radius, name }) => {
      const { x, y } = this.map.latLngToLayerPoint(marker.getLatLng());
      return { x, y, radius, name };
    });
  }

  get markers() {
    return [...this.shown.values()].map(({ marker }) => marker);
  }

  /** What is in view, out to the next lines of the server's grid: a circle never counts a part of its square, a
      small move asks nothing, and readers of one town ask the same. */
  #view() {
    const zoom = Math.min(DEEPEST_ASKED, Math.round(this.map.getZoom()));
    const world = TILE_PX * 2 ** zoom;
    const line = (px, round) => Math.max(0, Math.min(world, round(px / CELL_PX) * CELL_PX));
    const bounds = this.map.getBounds();
    const [first, last] = [bounds.getNorthWest(), bounds.getSouthEast()].map((corner) => this.map.project(corner, zoom));
    const northWest = this.map.unproject([line(first.x, Math.floor), line(first.y, Math.floor)], zoom);
    const southEast = this.map.unproject([line(last.x, Math.ceil), line(last.y, Math.ceil)], zoom);
    const [west, north, east, south] = [northWest.lng, northWest.lat, southEast.lng, southEast.lat];
    if (west >= east || south >= north) return null;
    const bbox = [west, south, east, north].map((edge) => edge.toFixed(LINE_DECIMALS)).join(",");
    return { bbox, zoom, key: `${bbox} ${zoom}` };
  }

  async #fetch(query, { bbox, zoom }, signal) {
    const asked = new URLSearchParams(query);
    asked.set("bbox", bbox);
    asked.set("zoom", zoom);
    const answer = await fetch(`${this.url}${zoom <= TOWNS_TO_ZOOM ? "/villes" : ""}?${asked}`, { signal });
    if (!answer.ok) throw new Error(`${answer.status} ${this.url}`);
    return answer.json();
  }

  #draw(found, zoom) {
    const codes = Object.keys(found.themes);
    const listed = this.#listedBySquare(found.cell_px, zoom);
    const next = new Map();
    for (const feature of found.features) {
      const [lon, lat] = feature.geometry.coordinates;
      const squares = feature.properties.squares ?? [cellOf(lat, lon, zoom, found.cell_px)];
      const place = this.#beyondTheList(feature.properties, squares.flatMap((square) => listed.get(square) ?? []), codes);
      if (!place) continue;
      const key = `${lat} ${lon} ${place.id ?? ""} ${place.count} ${zoom <= TOWNS_TO_ZOOM} ${place.parts.map(({ part }) => part)}`;
      next.set(key, this.shown.get(key) ?? this.#symbol(place, [lat, lon], zoom <= TOWNS_TO_ZOOM));
    }
    for (const [key, { marker }] of next) if (!this.shown.has(key)) marker.addTo(this.map);
    for (const [key, { marker }] of this.shown) if (!next.has(key)) marker.remove();
    this.shown = next;
    this.drawn();
  }

  /** The pins of the list's page stand for themselves: the circle of their square counts the others. */
  #listedBySquare(cellPx, zoom) {
    const squares = new Map();
    for (const point of this.listed) {
      const square = cellOf(point.lat, point.lon, zoom, cellPx);
      squares.set(square, [...(squares.get(square) ?? []), point]);
    }
    return squares;
  }

  #beyondTheList(said, listed, codes) {
    const count = said.count - listed.length;
    if (count < 1) return null;
    const parts = codes.map((code, i) => {
      const taken = listed.filter((point) => point.themes.includes(code)).length;
      return { ...this.themes.get(code), part: Math.max(0, said.themes[i] - taken) };
    }).filter(({ part }) => part > 0);
    return { ...said, count, parts };
  }

  #symbol(place, at, onTown) {
    const alone = place.id && !onTown;
    const radius = alone ? PLACE_RADIUS : onTown ? radiusOf(place.count) : Math.min(MOST_RADIUS_NEAR, radiusOf(place.count));
    const title = place.id ? place.nom : this.#inWords(place);
    const html = alone ? this.#pictogram(place, radius) : disc(radius, place.count);
    const icon = L.divIcon({ className: `spot${alone ? " spot--place" : ""}`, html, iconSize: [2 * radius, 2 * radius] });
    const marker = L.marker(at, { icon, title, alt: title, keyboard: false, zIndexOffset: place.id ? -4000 : -3000, riseOnHover: true });
    marker.on("click", () => (place.id ? this.#tell(place, at) : this.#open(at, title)));
    return { marker, radius, name: onTown ? place.ville ?? "" : "" };
  }

  #inWords({ ville, count, parts }) {
    const mix = parts.map(({ nom, part }) => `${nom} ${part}`).join(", ");
    return (ville ? `${ville} – ` : "") + say("structuresHere", { n: count }) + (mix ? ` (${mix})` : "");
  }

  #pictogram({ parts: [first] }, radius) {
    const drawn = disc(radius, "", first?.couleur);
    drawn.append(svg("use", { href: `${this.sprite}#${first?.pictogramme ?? "pin"}`, x: radius - 8, y: radius - 8, width: 16, height: 16 }));
    return drawn;
  }

  /** Look closer, or where closer would not help, search around. */
  async #open(at, title) {
    if (this.map.getZoom() < this.map.getMaxZoom()) {
      this.map.setView(at, Math.min(this.map.getMaxZoom(), this.map.getZoom() + 2));
      return;
    }
    const { offerAround } = await import("./popup.js");
    offerAround(this.map, at, title, this.link.around(at[0], at[1]));
  }

  async #tell(place, at) {
    const { tellPlace } = await import("./popup.js");
    tellPlace(this.map, at, place, this.link.structure(place.id, at));
  }
}

function disc(radius, count = "", fill = "") {
  const side = 2 * radius;
  const number = count < 10_000 ? count : `${Math.round(count / 1000)}k`;
  return svg(
    "svg", { width: side, height: side, viewBox: `0 0 ${side} ${side}`, "aria-hidden": "true" },
    svg("circle", { class: "spot__disc", cx: radius, cy: radius, r: radius - 0.75, ...(fill && { fill }) }),
    svg("text", { class: "spot__count", x: radius, y: radius, dy: "0.36em" }, number),
  );
}
