import assert from "node:assert/strict";
import { test } from "node:test";

import { holds, rings } from "../../static/js/outlines.js";

const square = (west, south, side) => [
  [west, south], [west + side, south], [west + side, south + side], [west, south + side], [west, south],
];
const outline = (type, coordinates) => ({ feature: { geometry: { type, coordinates } } });
const at = (lng, lat) => ({ lat, lng });

test("a point is inside its polygon, and not in the hole of it", () => {
  const all = rings(outline("Polygon", [square(0, 0, 10), square(4, 4, 2)]));
  assert.equal(holds(all, at(1, 1)), true);
  assert.equal(holds(all, at(5, 5)), false);
  assert.equal(holds(all, at(11, 5)), false);
});

test("each part of a commune in several parts is of it", () => {
  const all = rings(outline("MultiPolygon", [[square(0, 0, 2)], [square(10, 0, 2)]]));
  assert.deepEqual([1, 5, 11].map((lng) => holds(all, at(lng, 1))), [true, false, true]);
});

test("squares that share a side share no point of a fine grid, and leave none out", () => {
  const halves = [square(0, 0, 4), square(4, 0, 4)].map((ring) => [ring]);
  for (let lng = 0.05; lng < 8; lng += 0.1) {
    for (let lat = 0.05; lat < 4; lat += 0.1) {
      assert.equal(halves.filter((all) => holds(all, at(lng, lat))).length, 1, `${lng} ${lat}`);
    }
  }
});
