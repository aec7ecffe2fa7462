// SPDX-License-Identifier: AGPL-3.0-or-later
// The background that the reader chooses, and our own outlines where it does not come.
import { addBasemap } from "./basemap.js";
import { say } from "./words.js";

// Outlines alone say where a place is only with several communes in view.
const MAX_OUTLINES_ZOOM = 12;
const NONE = "aucun";
// Between the top of the map and what is said over it.
const TOLD_MARGIN_PX = 10;

export class Background {
  constructor(map, outlines, element, status, fitting) {
    Object.assign(this, { map, outlines, element, status, fitting });
    this.farthest = fitting.maxZoom;
    this.lost = false;
    map.on("moveend", () => this.#tell());
    map.on("popupopen", ({ popup }) => { this.popup = popup; });
    map.on("popupclose", () => { this.popup = null; });
    status.parentElement.querySelector("[data-close]").addEventListener("click", () => {
      this.#say("");
      this.lost = false;
      element.focus({ preventScroll: true });
    });
  }

  /** Show the background `name` ("plan", "photo" or "aucun"); `tiles` are the addresses and credits of each. */
  choose(name, tiles) {
    this.layer?.remove();
    this.layer = null;
    this.lost = false;
    this.#say("");
    if (name === NONE || !tiles[name]) {
      this.#outlinesOnly();
      return;
    }
    this.element.classList.remove("map__canvas--outlines");
    this.outlines.liveBeneath();
    this.fitting.maxZoom = this.farthest;
    this.layer = addBasemap(this.map, tiles[name].url, async () => {
      await this.#outlinesOnly();
      this.lost = true;
      this.#tell();
    }, tiles[name].credit);
  }

  /** Say what stands in for the background where the reader looks, until the message is closed. */
  #tell() {
    if (!this.lost) return;
    const { lines, beyond } = this.outlines.inView();
    const whole = beyond ? "tilesLostBeyond" : "tilesLost";
    this.#say(say(lines ? whole : "allTilesLost"));
  }

  /** What is said covers the top of the map: popups open below it. */
  #say(words) {
    if (this.status.textContent === words) return;
    this.status.textContent = words;
    const covered = words ? this.status.parentElement.offsetHeight + TOLD_MARGIN_PX : 0;
    L.Popup.mergeOptions({ autoPanPaddingTopLeft: [5, covered + 5] });
    this.popup?.update();
  }

  #outlinesOnly() {
    this.element.classList.add("map__canvas--outlines");
    this.fitting.maxZoom = MAX_OUTLINES_ZOOM;
    this.fitting.fit();
    return this.outlines.standAlone();
  }
}
