// SPDX-License-Identifier: AGPL-3.0-or-later
// What every public map has: its controls, its label, and a view that fits what it shows until somebody moves it.
import { say } from "./words.js";

const FRANCE = [[46.6, 2.4], 5];
const MAX_FIT_ZOOM = 15;
// A notch of a wheel is 100 to 120 pixels: half of Leaflet's own would make two zooms of it.
const WHEEL_PX = 120;

/** A Leaflet map in `element`, one tab stop with its two buttons and its credits. */
export function createMap(element) {
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", say("mapLabel"));
  element.tabIndex = 0;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    zoomControl: false, attributionControl: false, zoomAnimation: !calm, fadeAnimation: !calm, inertia: !calm,
    wheelPxPerZoomLevel: WHEEL_PX,
  });
  map.setView(...FRANCE, { animate: false });
  L.control.zoom({ position: "topright", zoomInTitle: say("zoomIn"), zoomOutTitle: say("zoomOut") }).addTo(map);
  map.attributionControl = L.control.attribution({ prefix: '<a href="https://leafletjs.com/">Leaflet</a>' }).addTo(map)
    .addAttribution(say("outlinesBy"));
  closeFromInside(map, element);
  return map;
}

/** Escape in a popup closes it and gives the focus back to the map, as on the map itself. */
function closeFromInside(map, element) {
  element.addEventListener("keydown", ({ key, target }) => {
    if (key !== "Escape" || !target.closest(".leaflet-popup")) return;
    map.closePopup();
    element.focus({ preventScroll: true });
  });
}

/** Make Enter on the map open what is nearest to its middle among `markers()`, and put the focus in what opens. */
export function openByKey(map, element, markers) {
  element.setAttribute("aria-description", say("mapKeys"));
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.target !== element) return;
    const middle = map.getSize().divideBy(2);
    const away = (marker) => map.latLngToContainerPoint(marker.getLatLng()).distanceTo(middle);
    const seen = markers().filter((marker) => map.getBounds().contains(marker.getLatLng()));
    if (!seen.length) return;
    event.preventDefault();
    map.once("popupopen", ({ popup }) => popup.getElement().querySelector("a")?.focus({ preventScroll: true }));
    seen.reduce((near, marker) => (away(marker) < away(near) ? marker : near)).fire("click");
  });
}

/**
 * Keeps looking at `bounds()`, at most as close as `maxZoom`, each time the map gets another size, until it is moved.
 * `covered()` is how many pixels of its left side something else hides.
 */
export class Fitting {
  constructor(map, element, bounds, covered = () => 0) {
    Object.assign(this, { map, element, bounds, covered, maxZoom: MAX_FIT_ZOOM, moved: false, fitting: false });
    map.on("dragstart zoomstart", () => { this.moved ||= !this.fitting; });
    new ResizeObserver(() => this.fit()).observe(element);
  }

  fit({ again = false } = {}) {
    if (again) this.moved = false;
    this.map.invalidateSize({ animate: false });
    const bounds = this.bounds();
    if (this.moved || !this.element.offsetWidth || !bounds?.isValid()) return;
    this.fitting = true;
    this.map.fitBounds(bounds, {
      paddingTopLeft: [28 + this.covered(), 40], paddingBottomRight: [28, 40], maxZoom: this.maxZoom, animate: false,
    });
    this.fitting = false;
  }
}
