// SPDX-License-Identifier: AGPL-3.0-or-later
// What lies in view beyond the list's page: clusters with their mix of themes, and single places, 300 at most.
import { numberInside, pictogramInside, ring } from "./ring.js";
import { say } from "./words.js";

const NO_THEME = "#5c6f7b";
const PLACE_SIZE = 26;
const TILE_PX = 256;
const CELL_PX = 64;
const DEEPEST_ZOOM = 18;
const DEEPEST_ASKED = 19;
// The server takes a side for a line of its grid up to a millionth of a square from it.
const LINE_DECIMALS = 9;

export class Clusters {
  /** `themes` are those of the panel; `counted` is told how many places of each are in view. */
  constructor(map, { url, themes, sprite, link, counted }) {
    Object.assign(this, { map, url, sprite, link, counted });
    this.themes = new Map(themes.map((theme) => [theme.code, theme]));
    this.shown = new Map();
    this.listed = [];
    map.on("moveend", () => this.refresh());
  }

  /** Draw what `query` (criteria and place, as a query string) finds, but for the places of the list's page. */
  ask(query, listed) {
    this.query = query;
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
      const others = new URLSearchParams(this.query);
      others.delete("theme");
      // With themes chosen, the answer counts these alone: what each other would show is asked apart.
      const all = others.size === new URLSearchParams(this.query).size ? found : await this.#fetch(others, view, signal);
      this.counted(all.themes);
    } catch (error) {
      // What was drawn stays; the next move asks again.
      if (error.name === "AbortError") return;
      this.asked = "";
      this.counted(null);
    }
  }

  /** What is in view, out to the next lines of the server's grid: a cluster never counts a part of its square, a
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
    const answer = await fetch(`${this.url}?${asked}`, { signal });
    if (!answer.ok) throw new Error(`${answer.status} ${this.url}`);
    return answer.json();
  }

  #draw(found, zoom) {
    const codes = Object.keys(found.themes);
    const listed = this.#listedByCell(found.cell_px, zoom);
    const next = new Map();
    for (const feature of found.features) {
      const [lon, lat] = feature.geometry.coordinates;
      const place = this.#beyondTheList(feature.properties, listed.get(cellOf(lat, lon, zoom, found.cell_px)) ?? [], codes);
      if (!place) continue;
      const key = `${lat} ${lon} ${place.id ?? ""} ${place.count} ${place.parts.map(({ part }) => part)}`;
      next.set(key, this.shown.get(key) ?? this.#marker(place, [lat, lon]));
    }
    for (const [key, marker] of next) if (!this.shown.has(key)) marker.addTo(this.map);
    for (const [key, marker] of this.shown) if (!next.has(key)) marker.remove();
    this.shown = next;
  }

  /** The markers of the list's page stand for themselves: their cell's cluster counts the others. */
  #listedByCell(cellPx, zoom) {
    const cells = new Map();
    for (const point of this.listed) {
      const cell = cellOf(point.lat, point.lon, zoom, cellPx);
      cells.set(cell, [...(cells.get(cell) ?? []), point]);
    }
    return cells;
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

  #marker(place, at) {
    return place.id ? this.#single(place, at) : this.#cluster(place, at);
  }

  #cluster({ count, parts }, at) {
    const size = 34 + 6 * Math.min(3, Math.floor(Math.log10(count)));
    const drawn = parts.length ? parts : [{ couleur: NO_THEME, part: 1 }];
    const mix = parts.map(({ nom, part }) => `${nom} ${part}`).join(", ");
    const title = say("structuresHere", { n: count }) + (mix ? ` (${mix})` : "");
    const html = ring(drawn, size, numberInside(count, size));
    const icon = L.divIcon({ className: "ring", html, iconSize: [size, size] });
    const marker = L.marker(at, { icon, title, alt: title, keyboard: false, zIndexOffset: -3000, riseOnHover: true });
    marker.on("click", () => this.#open(at, title));
    return marker;
  }

  /** Look closer, or where closer would not help, search around. */
  #open(at, title) {
    if (this.map.getZoom() < DEEPEST_ZOOM) {
      this.map.setView(at, Math.min(DEEPEST_ZOOM, this.map.getZoom() + 2));
      return;
    }
    const around = document.createElement("a");
    around.href = this.link.around(at[0], at[1]);
    around.textContent = say("searchHere");
    this.#popup(at, [title, around]);
  }

  #single(place, at) {
    const [first] = place.parts;
    const inside = first
      ? pictogramInside(this.sprite, first.pictogramme, PLACE_SIZE)
      : pictogramInside(this.sprite, "pin", PLACE_SIZE);
    const html = ring(place.parts.length ? place.parts : [{ couleur: NO_THEME, part: 1 }], PLACE_SIZE, inside);
    const icon = L.divIcon({ className: "ring", html, iconSize: [PLACE_SIZE, PLACE_SIZE] });
    const marker = L.marker(at, { icon, title: place.nom, alt: place.nom, keyboard: false, zIndexOffset: -4000, riseOnHover: true });
    marker.on("click", () => {
      const name = document.createElement("a");
      name.lang = "fr";
      name.textContent = place.nom;
      name.href = this.link.structure(place.id, at);
      const themes = place.parts.map(({ nom }) => nom).join(", ");
      const note = place.adresse_confidentielle ? say("confidential") : "";
      const popup = this.#popup(at, [name, place.telephone, themes, note]);
      hoursOf(name.href).then((lines) => {
        popup.getContent().append(...lines.map(paragraph));
        popup.update();
      }, () => {}); // without them, the rest is there, and the page that the name leads to
    });
    return marker;
  }

  #popup(at, lines) {
    const box = document.createElement("div");
    box.append(...lines.filter(Boolean).map(paragraph));
    return L.popup({ offset: [0, -8] }).setLatLng(at).setContent(box).openOn(this.map);
  }
}

function paragraph(content) {
  const element = document.createElement("p");
  element.append(content);
  return element;
}

/** The hours of a structure as its page says them: worked out for the one that is looked at, not for all in view. */
async function hoursOf(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [...page.querySelectorAll("[data-hours]")].map((line) => line.textContent.trim().replace(/\s+/g, " "));
}

/** The number of the square of web Mercator pixels that holds a point: the server's grid (docs/viewport.md). */
export function cellOf(lat, lon, zoom, cellPx) {
  const world = TILE_PX * 2 ** zoom;
  const sine = Math.sin((Math.max(-85.05, Math.min(85.05, lat)) * Math.PI) / 180);
  const x = ((lon + 180) / 360) * world;
  const y = (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * world;
  return `${Math.floor(x / cellPx)} ${Math.floor(y / cellPx)}`;
}
