// SPDX-License-Identifier: AGPL-3.0-or-later
// Drawing a service's area: one ring of corners, kept as GeoJSON in the form's own text field.
import { addBasemap } from "./basemap.js";
import { Outlines } from "./outlines.js";

const DECIMALS = 5;
const OUTLINES_ZOOM = 10;
const STYLE = { color: "#7a1f5c", weight: 3, fillOpacity: 0.15 };

// Who may not change the area sees it on the map, without a form.
const form = document.getElementById("zone");
const round = (degrees) => Number(degrees.toFixed(DECIMALS));

/** What is drawn by hand: corners in order, each of them a marker to pull or to take away. */
class Ring {
  constructor(map, told) {
    this.told = told;
    this.corners = [];
    this.shape = L.polygon([], { ...STYLE, interactive: false }).addTo(map);
    this.markers = L.layerGroup().addTo(map);
  }

  set(corners) {
    this.corners = corners.map(([lat, lon]) => [round(lat), round(lon)]);
    this.shape.setLatLngs(this.corners);
    this.markers.clearLayers();
    this.corners.forEach((corner, index) => this.#mark(corner, index));
    this.told(this);
  }

  add({ lat, lng }) {
    this.set([...this.corners, [lat, lng]]);
  }

  #mark(corner, index) {
    const icon = L.divIcon({ className: "area__corner", iconSize: [18, 18] });
    const title = `Sommet ${index + 1}`;
    const marker = L.marker(corner, { icon, draggable: true, keyboard: false, title, alt: title }).addTo(this.markers);
    marker.on("click", () => this.set(this.corners.toSpliced(index, 1)));
    marker.on("dragend", () => {
      const { lat, lng } = marker.getLatLng().wrap();
      this.set(this.corners.with(index, [lat, lng]));
    });
  }

  geojson() {
    if (this.corners.length < 3) return "";
    const ring = [...this.corners, this.corners[0]].map(([lat, lon]) => [lon, lat]);
    return JSON.stringify({ type: "Polygon", coordinates: [ring] });
  }
}

/** The corners of a kept area that a hand could have drawn: one ring without holes; else null. */
export function cornersOf(area) {
  const polygons = area?.type === "MultiPolygon" ? area.coordinates : area ? [area.coordinates] : [];
  if (polygons.length !== 1 || polygons[0].length !== 1 || polygons[0][0].length > 80) return null;
  return polygons[0][0].slice(0, -1).map(([lon, lat]) => [lat, lon]);
}

function start(element) {
  const config = JSON.parse(document.getElementById("carte-reglages").textContent);
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", "Carte de la zone desservie. La page dit aussi la zone en mots.");
  element.tabIndex = 0;
  const map = L.map(element, { zoomControl: false, attributionControl: false });
  L.control.zoom({ zoomInTitle: "Agrandir la carte", zoomOutTitle: "Réduire la carte" }).addTo(map);
  L.control.attribution({ prefix: '<a href="https://leafletjs.com/">Leaflet</a>' }).addTo(map).addAttribution("Contours : IGN, Insee");
  map.setView(config.lat === null ? [46.6, 2.4] : [config.lat, config.lon], config.lat === null ? 5 : OUTLINES_ZOOM, { animate: false });
  if (config.lat !== null) {
    L.circleMarker([config.lat, config.lon], { radius: 6, color: "#fff", weight: 2, fillColor: "#111", fillOpacity: 1, interactive: false }).addTo(map);
  }

  const kept = L.geoJSON(config.zone, { style: STYLE, interactive: false }).addTo(map);
  if (config.zone) map.fitBounds(kept.getBounds(), { padding: [24, 24], animate: false });
  if (form) draw(map, kept, config.zone);

  const outlines = new Outlines(map, config.contours);
  addBasemap(map, element.dataset.tiles, () => outlines.standAlone());
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(element);
  element.dataset.ready = "oui";
}

/** Drawing by hand on the map, from the area that is kept. */
function draw(map, kept, zone) {
  const text = form.elements.dessin;
  const said = form.querySelector("[data-said]");
  const ring = new Ring(map, (drawn) => {
    kept.clearLayers();
    text.value = drawn.geojson();
    form.querySelector("[name=sorte][value=dessin]").checked = true;
    const count = drawn.corners.length;
    said.textContent = count < 3 ? `${count} sommet${count > 1 ? "s" : ""} : il en faut au moins 3.` : `${count} sommets. Enregistrez pour garder cette zone.`;
  });
  const editable = cornersOf(zone);
  map.on("click", ({ latlng }) => {
    if (!ring.corners.length && editable) ring.set(editable);
    ring.add(latlng.wrap());
  });
  form.querySelector("[data-corner]").addEventListener("click", () => ring.add(map.getCenter().wrap()));
  form.querySelector("[data-undo]").addEventListener("click", () => ring.set((ring.corners.length ? ring.corners : (editable ?? [])).slice(0, -1)));
  form.querySelector("[data-clear]").addEventListener("click", () => ring.set([]));
}

/** What is typed in a way's fields chooses that way. */
for (const [name, way] of [["codes", "codes"], ["rayon_km", "rayon"], ["minutes", "duree"], ["dessin", "dessin"]]) {
  form?.elements[name].addEventListener("input", () => {
    form.querySelector(`[name=sorte][value=${way}]`).checked = true;
  });
}

const element = document.getElementById("carte");
if (element && globalThis.L) start(element);
