// SPDX-License-Identifier: AGPL-3.0-or-later
// The background map, the only thing asked of another site; without it the outlines remain.
const MAX_ERRORS = 4;
const PATIENCE_MS = 6000;

const PLAN = '<a href="https://www.ign.fr/">IGN</a> Plan v2';

/** Add the tiles to `map`; call `came` at the first that comes, or `lost` once, and take them away, when they do not. */
export function addBasemap(map, url, lost, credit = PLAN, came = () => {}) {
  const tiles = L.tileLayer(url, {
    maxZoom: 19,
    minZoom: 3,
    attribution: credit,
  });
  let errors = 0;
  let arrived = 0;
  const giveUp = () => {
    clearTimeout(timer);
    if (map.hasLayer(tiles)) {
      map.removeLayer(tiles);
      lost();
    }
  };
  // A tile that hangs raises no event at all.
  const timer = setTimeout(() => arrived || giveUp(), PATIENCE_MS);
  tiles.once("tileload", came);
  tiles.on("tileload", () => { arrived += 1; });
  tiles.on("tileerror", () => {
    errors += 1;
    if (errors >= MAX_ERRORS && arrived < errors) giveUp();
  });
  return tiles.addTo(map);
}
