// SPDX-License-Identifier: AGPL-3.0-or-later
// The names of the communes, where their outlines are the map itself.
const FROM_ZOOM = 11;
// About the size of a name, in pixels, for keeping names apart.
const LETTER_WIDTH = 6.6;
const LINE_HEIGHT = 15;

export class CommuneNames {
  constructor(map, outlines) {
    Object.assign(this, { map, outlines, drawn: L.layerGroup().addTo(map) });
    this.show = () => this.#draw();
    map.on("moveend", this.show);
    this.show();
  }

  remove() {
    this.map.off("moveend", this.show);
    this.drawn.remove();
  }

  #draw() {
    this.drawn.clearLayers();
    if (this.map.getZoom() < FROM_ZOOM) return;
    const view = this.map.getBounds();
    const taken = [];
    this.outlines.eachLayer((outline) => {
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
      this.drawn.addLayer(L.marker(middle, { icon, interactive: false, keyboard: false, pane: "outlines" }));
    });
  }
}
