// SPDX-License-Identifier: AGPL-3.0-or-later
// What a map that was clicked or moved offers: to search there.
import { searchAround } from "./here.js";
import { say } from "./words.js";

const BOX_DECIMALS = 4;

/** A link in a small window where the map was clicked: a stray click goes nowhere. */
export function offerPoint(map, latlng) {
  const where = latlng.wrap();
  const link = document.createElement("a");
  link.textContent = say("searchHere");
  link.href = searchAround(where.lat, where.lng, 5);
  L.popup().setLatLng(latlng).setContent(link).openOn(map);
}

/** Make `link` lead to the search of the box in view, or hide it where that crosses the antimeridian. */
export function offerZone(map, link) {
  const bounds = map.getBounds();
  const box = [bounds.getWest(), bounds.getSouth(), bounds.getEast(), bounds.getNorth()];
  const asked = new URL(location.href);
  if (asked.pathname !== new URL(link.href, location).pathname) return;
  for (const name of ["bbox", "zoom", "cursor", "lieu"]) asked.searchParams.delete(name);
  asked.hash = "";
  asked.searchParams.set("bbox", box.map((edge) => edge.toFixed(BOX_DECIMALS)).join(","));
  asked.searchParams.set("zoom", map.getZoom());
  link.href = asked.href.replaceAll("%2C", ",");
  link.hidden = box[0] < -180 || box[2] > 180 || box[1] < -90 || box[3] > 90;
}
