// SPDX-License-Identifier: AGPL-3.0-or-later
// The plane of web maps, in pixels where the whole world is a tile of 256: zoom 0 (`search/engine/plane.py`).
const TILE_PX = 256;
const LAST_PARALLEL = 85.05;

export function onPlane(lat, lon) {
  const sine = Math.sin((Math.max(-LAST_PARALLEL, Math.min(LAST_PARALLEL, lat)) * Math.PI) / 180);
  return [((lon + 180) / 360) * TILE_PX, (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * TILE_PX];
}

/** The number of the square of `cellPx` pixels at `zoom` that holds a point: the server's grid (docs/viewport.md). */
export function cellOf(lat, lon, zoom, cellPx) {
  return onPlane(lat, lon).map((side) => Math.floor((side * 2 ** zoom) / cellPx)).join(" ");
}
