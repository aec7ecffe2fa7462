// The map: a view of what the page already lists. It draws; the server decides what.
import { addBasemap } from "./basemap.js";
import { searchAround } from "./locate.js";
import { addMarkers } from "./markers.js";
import { Outlines } from "./outlines.js";
import { say } from "./words.js";

const FRANCE = [[41.3, -5.2], [51.1, 9.6]];
const MAX_FIT_ZOOM = 15;
// Outlines alone say where a place is only with several communes in view.
const MAX_OUTLINES_ZOOM = 12;

const read = (id) => JSON.parse(document.getElementById(id).textContent);

function addOrigin(map, { lat, lon, rayon_m: radius }) {
  const ring = L.circle([lat, lon], {
    radius, interactive: false, color: "#1d4f5c", weight: 2, dashArray: "6 6", fillOpacity: 0.04,
  }).addTo(map);
  const icon = L.divIcon({ className: "origin", iconSize: [18, 18] });
  L.marker([lat, lon], { icon, title: say("origin"), keyboard: false, zIndexOffset: -5000 }).addTo(map);
  return ring.getBounds();
}

/** Offer to search where the map is clicked, in a small window: a stray click goes nowhere. */
function searchOnClick(map) {
  map.on("click", ({ latlng }) => {
    const where = latlng.wrap();
    const link = document.createElement("a");
    link.textContent = say("searchHere");
    link.href = searchAround(where.lat, where.lng, 5);
    L.popup().setLatLng(latlng).setContent(link).openOn(map);
  });
}

/** Keep looking at what matters when the map gets its first size, or another. */
function fitOnResize(map, element, bounds, maxZoom) {
  let touched = false;
  let fitting = false;
  map.on("dragstart zoomstart", () => { touched ||= !fitting; });
  const fit = () => {
    map.invalidateSize({ animate: false });
    if (touched || !element.offsetWidth || !bounds().isValid()) return;
    fitting = true;
    map.fitBounds(bounds(), { padding: [28, 40], maxZoom: maxZoom(), animate: false });
    fitting = false;
  };
  new ResizeObserver(fit).observe(element);
  return fit;
}

function start(element) {
  const config = read("carte-reglages");
  const points = read("carte-points").filter((point) => Number.isFinite(point.lat) && Number.isFinite(point.lon));
  const status = element.parentElement.querySelector(".map__status");
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", say("mapLabel"));
  element.tabIndex = 0;

  const map = L.map(element, { zoomControl: false, attributionControl: false, scrollWheelZoom: true });
  map.setView([46.6, 2.4], 5, { animate: false });
  L.control.zoom({ zoomInTitle: say("zoomIn"), zoomOutTitle: say("zoomOut") }).addTo(map);
  L.control.attribution({ prefix: '<a href="https://leafletjs.com/">Leaflet</a>' }).addTo(map)
    .addAttribution(say("outlinesBy"));

  const outlines = new Outlines(map, config.contours);
  const shown = addMarkers(map, points);
  let ring = null;
  if (config.rayon_m) {
    ring = addOrigin(map, config);
    shown.extend([config.lat, config.lon]);
  }
  const bounds = () => {
    if (points.length) return shown;
    return ring ?? outlines.bounds() ?? L.latLngBounds(FRANCE);
  };
  let tilesLost = false;
  const fit = fitOnResize(map, element, bounds, () => (tilesLost ? MAX_OUTLINES_ZOOM : MAX_FIT_ZOOM));
  outlines.ready.then(fit);
  fit();

  addBasemap(map, element.dataset.tiles, async () => {
    tilesLost = true;
    element.classList.add("map__canvas--outlines");
    fit();
    status.textContent = say((await outlines.standAlone()) ? "tilesLost" : "allTilesLost");
  });
  if (document.querySelector("#adresse")) searchOnClick(map);
}

const element = document.getElementById("carte");
if (element && globalThis.L) start(element);
