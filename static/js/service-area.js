// SPDX-License-Identifier: AGPL-3.0-or-later
// Whom a structure takes, drawn on the map: the territories of its services.
const STYLE = { color: "#7a3e00", weight: 2.5, dashArray: "10 4", fillColor: "#ffb347", fillOpacity: 0.14, interactive: false };

export class ServiceArea {
  constructor(map) {
    this.map = map;
    map.createPane("area").style.zIndex = 260;
  }

  /** Draw the areas at `url`, in place of those drawn before; the words of the page say the same. */
  async show(url) {
    this.hide();
    this.asking = new AbortController();
    try {
      const answer = await fetch(url, { signal: this.asking.signal });
      if (!answer.ok) return;
      this.layer = L.geoJSON(await answer.json(), { pane: "area", style: STYLE, interactive: false }).addTo(this.map);
    } catch {
      // The page names the area: the drawing may be missing.
    }
  }

  hide() {
    this.asking?.abort();
    this.layer?.remove();
    this.layer = null;
  }
}
