import assert from "node:assert/strict";
import { test } from "node:test";

const { cellOf } = await import("../../static/js/plane.js");

test("the world is one square at first, and four at each closer look", () => {
  assert.equal(cellOf(48.85, 2.35, 0, 256), "0 0");
  assert.deepEqual(
    [[48, 2], [48, -2], [-48, 2], [-48, -2]].map(([lat, lon]) => cellOf(lat, lon, 1, 256)),
    ["1 0", "0 0", "1 1", "0 1"],
  );
});

test("a place is in the square of web Mercator that everybody else counts it in", () => {
  // Paris, in the tiles of any web map at zoom 12.
  assert.equal(cellOf(48.8566, 2.3522, 12, 256), "2074 1409");
  assert.equal(cellOf(-20.8789, 55.4481, 12, 256), "2678 2290");
});

test("beyond the map's edges, a point is at its edge", () => {
  assert.equal(cellOf(90, 0, 4, 256), cellOf(85.05, 0, 4, 256));
});
