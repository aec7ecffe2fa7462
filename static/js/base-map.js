// SPDX-License-Identifier: AGPL-3.0-or-later
// What every public map has: its controls, its label, and a view that fits what it shows until somebody moves it.
import { say } from "./words.js";

const FRANCE = [[46.6, 2.4], 5];
const MAX_FIT_ZOOM = 15;

/** A Leaflet map in `element`, one tab stop with its two buttons and its credits. */
export function createMap(element) {
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", say("mapLabel"));
  element.tabIndex = 0;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const map = L.map(element, {
    zoomControl: false, attributionControl: false, zoomAnimation: !calm, fadeAnimation: !calm, inertia: !calm,
  });
  map.setView(...FRANCE, { animate: false });
  L.control.zoom({ zoomInTitle: say("zoomIn"), zoomOutTitle: say("zoomOut") }).addTo(map);
  L.control.attribution({ prefix: '<a href="https://leafletjs.com/">Leaflet</a>' }).addTo(map)
    .addAttribution(say("outlinesBy"));
  return map;
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
