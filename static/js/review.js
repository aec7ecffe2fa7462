// SPDX-License-Identifier: AGPL-3.0-or-later
// The map of a position in doubt: the places offered, and one marker to put where it is.
import { addBasemap } from "./basemap.js";
import { Labels } from "./labels.js";
import { Outlines } from "./outlines.js";

const DECIMALS = 6;
const CLOSE_ZOOM = 16;
const OUTLINES_ZOOM = 12;
const read = (id) => JSON.parse(document.getElementById(id).textContent);

const form = document.getElementById("decision");
const choices = form.querySelector("[data-choices]");
const lat = form.elements.lat;
const lon = form.elements.lon;
const elsewhere = choices.querySelector("[value=carte]");

function numbered({ n, nom, lat: north, lon: east }) {
  const span = document.createElement("span");
  span.textContent = String(n);
  const icon = L.divIcon({ className: "marker review__number", html: span, iconSize: [30, 30] });
  const marker = L.marker([north, east], { icon, title: `${n}. ${nom}`, alt: nom, keyboard: false });
  return marker.on("click", () => {
    const radio = choices.querySelector(`[value="${n}"]`);
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  });
}

function start(element) {
  const config = read("carte-reglages");
  const points = read("carte-points");
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", "Carte des lieux proposés. Les mêmes lieux sont dans la liste.");
  const map = L.map(element, { zoomControl: false, attributionControl: false });
  L.control.zoom({ zoomInTitle: "Agrandir la carte", zoomOutTitle: "Réduire la carte" }).addTo(map);
  L.control.attribution({ prefix: '<a href="https://leafletjs.com/">Leaflet</a>' }).addTo(map).addAttribution("Contours : IGN, Insee");
  const centre = config.lat === null ? [46.6, 2.4] : [config.lat, config.lon];
  map.setView(centre, config.lat === null ? 5 : config.zoom, { animate: false });
  for (const point of points) numbered(point).addTo(map);
  if (points.length > 1) map.fitBounds(points.map((p) => [p.lat, p.lon]), { padding: [40, 40], maxZoom: CLOSE_ZOOM, animate: false });
  else if (points.length) map.setView([points[0].lat, points[0].lon], CLOSE_ZOOM, { animate: false });

  const icon = L.divIcon({ className: "review__pin", iconSize: [24, 24] });
  const pin = L.marker(centre, { icon, draggable: true, autoPan: true, title: "Repère à placer", zIndexOffset: 5000 });
  const place = (where) => {
    const { lat: north, lng: east } = where.wrap();
    lat.value = north.toFixed(DECIMALS);
    lon.value = east.toFixed(DECIMALS);
    elsewhere.checked = true;
    pin.setLatLng(where).addTo(map);
  };
  pin.on("dragend", () => place(pin.getLatLng()));
  map.on("click", ({ latlng }) => place(latlng));
  if (!points.length) pin.addTo(map);
  choices.addEventListener("change", ({ target }) => {
    if (target.dataset.lat) map.panTo([Number(target.dataset.lat), Number(target.dataset.lon)]);
    else if (target === elsewhere) pin.addTo(map);
  });
  for (const field of [lat, lon]) {
    field.addEventListener("input", () => {
      elsewhere.checked = true;
      const typed = [lat.value, lon.value].map((text) => Number(text.replace(",", ".")));
      if (lat.value && lon.value && typed.every(Number.isFinite)) pin.setLatLng(typed).addTo(map);
    });
  }

  const outlines = new Outlines(map, config.contours);
  addBasemap(map, element.dataset.tiles, () => {
    // Our outlines are the map: the names of communes are ours to write.
    outlines.standAlone();
    outlines.ready.then(() => new Labels(map, outlines, () => ({ boxes: [], circles: [] })).show());
    // Outlines alone say where a place is only with several communes in view.
    if (map.getZoom() > OUTLINES_ZOOM) map.setZoom(OUTLINES_ZOOM, { animate: false });
  });
  new ResizeObserver(() => map.invalidateSize({ animate: false })).observe(element);
}

const ACTIONS = { p: "passer", i: "introuvable" };

/** One key each, while the focus is in the list: elsewhere letters are left to their usual meaning. */
choices.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.type !== "radio") return;
  const action = ACTIONS[event.key.toLowerCase()];
  if (action) form.requestSubmit(form.querySelector(`[name=action][value=${action}]`));
  else if (/^[1-9]$/.test(event.key)) {
    const radio = choices.querySelector(`[value="${event.key}"]`);
    if (!radio) return;
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  } else return;
  event.preventDefault();
});

const element = document.getElementById("carte");
if (element && globalThis.L) start(element);
