// The background that the reader chooses, and our own outlines where it does not come.
import { addBasemap } from "./basemap.js";
import { say } from "./words.js";

// Outlines alone say where a place is only with several communes in view.
const MAX_OUTLINES_ZOOM = 12;
const NONE = "aucun";

export class Background {
  constructor(map, outlines, element, status, fitting) {
    Object.assign(this, { map, outlines, element, status, fitting });
    this.farthest = fitting.maxZoom;
  }

  /** Show the background `name` ("plan", "photo" or "aucun"); `tiles` are the addresses and credits of each. */
  choose(name, tiles) {
    this.layer?.remove();
    this.layer = null;
    this.status.textContent = "";
    if (name === NONE || !tiles[name]) {
      this.#outlinesOnly();
      return;
    }
    this.element.classList.remove("map__canvas--outlines");
    this.outlines.liveBeneath();
    this.fitting.maxZoom = this.farthest;
    this.layer = addBasemap(this.map, tiles[name].url, async () => {
      const seen = await this.#outlinesOnly();
      this.status.textContent = say(seen ? "tilesLost" : "allTilesLost");
    }, tiles[name].credit);
  }

  #outlinesOnly() {
    this.element.classList.add("map__canvas--outlines");
    this.fitting.maxZoom = MAX_OUTLINES_ZOOM;
    this.fitting.fit();
    return this.outlines.standAlone();
  }
}
