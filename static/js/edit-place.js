// SPDX-License-Identifier: AGPL-3.0-or-later
// The map of an address that is edited: one marker to pull, which writes its degrees in the form's own fields.
import { addBasemap } from "./basemap.js";
import { Outlines } from "./outlines.js";

const DECIMALS = 6;
const OUTLINES_ZOOM = 12;
// The marker of a place that nobody said yet.
const UNPLACED = 0.5;
// A map that moved less than this since it was last moved for somebody was not moved by them.
const STILL_PX = 8;
const read = (id) => JSON.parse(document.getElementById(id).textContent);

const form = document.getElementById("modification");
const { lat, lon } = form.elements;
const byHand = form.querySelector("[name=lieu][value=carte]");
const said = form.querySelector("[data-said]");

function start(element) {
  const config = read("carte-reglages");
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", "Carte : le repère se glisse. Les coordonnées s’écrivent sous la carte.");
  const map = L.map(element, { zoomControl: false, attributionControl: false });
  L.control.zoom({ zoomInTitle: "Agrandir la carte", zoomOutTitle: "Réduire la carte" }).addTo(map);
  L.control.attribution({ prefix: '<a href="https://leafletjs.com/">Leaflet</a>' }).addTo(map).addAttribution("Contours : IGN, Insee");
  const known = config.lat !== null;
  const centre = known ? [config.lat, config.lon] : [46.6, 2.4];
  map.setView(centre, known ? config.zoom : 5, { animate: false });
  // Where the map looks by itself: its centre is then nobody's answer.
  let looked = L.latLng(centre);
  const look = (where) => {
    looked = L.latLng(where);
    map.panTo(looked);
  };

  const icon = L.divIcon({ className: "review__pin", iconSize: [24, 24] });
  const pin = L.marker(centre, { icon, draggable: true, autoPan: true, title: "Repère à glisser", alt: "Repère", keyboard: false });
  pin.addTo(map);
  const mark = (where) => pin.setLatLng(where).setOpacity(1);
  if (!lat.value || !lon.value) pin.setOpacity(UNPLACED);
  const place = (where) => {
    const { lat: north, lng: east } = where.wrap();
    lat.value = north.toFixed(DECIMALS);
    lon.value = east.toFixed(DECIMALS);
    byHand.checked = true;
    mark(where);
    said.textContent = `Repère placé : ${lat.value}, ${lon.value}.`;
  };
  pin.on("dragend", () => place(pin.getLatLng()));
  map.on("click", ({ latlng }) => place(latlng));
  form.querySelector("[data-centre]").addEventListener("click", () => {
    const moved = map.latLngToContainerPoint(looked).distanceTo(map.getSize().divideBy(2));
    if (moved > STILL_PX) place(map.getCenter());
    else said.textContent = "Rien n’est placé : amenez d’abord le lieu au centre de la carte, à la souris, au doigt ou avec les flèches.";
  });
  const follow = () => {
    const typed = [lat.value, lon.value].map((text) => Number(text.replace(",", ".")));
    if (!lat.value || !lon.value || !typed.every(Number.isFinite)) return;
    mark(typed);
    look(typed);
  };
  for (const field of [lat, lon]) {
    field.addEventListener("input", () => {
      byHand.checked = true;
      follow();
    });
  }
  form.addEventListener("change", ({ target }) => {
    if (!target.dataset.lat) return;
    const where = [Number(target.dataset.lat), Number(target.dataset.lon)];
    mark(where);
    look(where);
  });
  if (byHand.checked) follow();

  const outlines = new Outlines(map, config.contours);
  addBasemap(map, element.dataset.tiles, () => {
    outlines.standAlone();
    // Outlines alone say where a place is only with several communes in view.
    if (map.getZoom() > OUTLINES_ZOOM) map.setZoom(OUTLINES_ZOOM, { animate: false });
  });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(element);
}

const element = document.getElementById("carte");
if (element && globalThis.L) start(element);
