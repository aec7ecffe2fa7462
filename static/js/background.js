// SPDX-License-Identifier: AGPL-3.0-or-later
// The background that the reader chooses, and our own outlines until it comes, or where it does not.
import { addBasemap } from "./basemap.js";
import { say } from "./words.js";

// Outlines alone say where a place is only with several communes in view, and nearer there is nothing more to see.
const MAX_OUTLINES_FIT = 12;
const MAX_OUTLINES_ZOOM = 14;
const MAX_ZOOM = 19;
const NONE = "aucun";

export class Background {
  /** `told` is what the legend says where no road is drawn, hidden as long as there are; `changed()` is called when the
      outlines become the map, or are no more. */
  constructor(map, outlines, element, fitting, { told = null, changed = () => {} } = {}) {
    Object.assign(this, { map, outlines, element, fitting, told, changed });
    this.farthest = fitting.maxZoom;
  }

  /** Show the background `name` ("plan", "photo" or "aucun"); `tiles` are the addresses and credits of each. */
  choose(name, tiles) {
    this.layer?.remove();
    this.layer = null;
    this.outlines.standIn();
    if (name === NONE || !tiles[name]) {
      this.#roads(false);
      return;
    }
    this.element.dataset.background = name;
    this.layer = addBasemap(this.map, tiles[name].url, () => this.#roads(false), tiles[name].credit, () => this.#roads(true));
  }

  /** Whether a background is drawn, or our outlines alone. */
  #roads(there) {
    if (there) {
      this.outlines.liveBeneath();
    } else {
      delete this.element.dataset.background;
      this.outlines.standAlone().then(() => this.changed(false));
    }
    this.element.classList.toggle("map__canvas--outlines", !there);
    if (this.told) this.told.hidden = there;
    const credits = this.map.attributionControl;
    credits.removeAttribution(say(there ? "outlinesAlone" : "outlinesBy"));
    credits.addAttribution(say(there ? "outlinesBy" : "outlinesAlone"));
    this.map.setMaxZoom(there ? MAX_ZOOM : MAX_OUTLINES_ZOOM);
    this.fitting.maxZoom = there ? this.farthest : MAX_OUTLINES_FIT;
    this.fitting.fit();
    this.changed(there);
  }
}
