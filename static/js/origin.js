// SPDX-License-Identifier: AGPL-3.0-or-later
// Where a search starts from, and how far it goes.
import { say } from "./words.js";

/** The mark of the place, and the circle of `radius` metres where there is one, on the map. */
export function drawOrigin(map, { lat, lon, rayon_m: radius }) {
  const icon = L.divIcon({ className: "origin", iconSize: [18, 18] });
  const drawn = [L.marker([lat, lon], { icon, title: say("origin"), keyboard: false, zIndexOffset: -5000 })];
  if (radius) {
    drawn.push(L.circle([lat, lon], {
      radius, interactive: false, className: "radius", weight: 2, dashArray: "6 6", fillOpacity: 0.04,
    }));
  }
  return L.layerGroup(drawn).addTo(map);
}
