import "./page.js";
import assert from "node:assert/strict";
import { test } from "node:test";

const { cornersOf } = await import("../../static/js/draw-area.js");

const ring = (corners) => Array.from({ length: corners + 1 }, (_, i) => [2 + (i % corners) / 100, 48]);

test("the corners of a drawn ring are latitudes first, without the last that closes it", () => {
  const area = { type: "Polygon", coordinates: [[[2, 48], [3, 48], [3, 49], [2, 48]]] };
  assert.deepEqual(cornersOf(area), [[48, 2], [48, 3], [49, 3]]);
  assert.deepEqual(cornersOf({ type: "MultiPolygon", coordinates: [area.coordinates] }), cornersOf(area));
});

test("what no hand could have drawn is not taken for corners", () => {
  assert.equal(cornersOf(null), null);
  assert.equal(cornersOf({ type: "Polygon", coordinates: [ring(4), ring(3)] }), null);
  assert.equal(cornersOf({ type: "MultiPolygon", coordinates: [[ring(4)], [ring(4)]] }), null);
  assert.equal(cornersOf({ type: "Polygon", coordinates: [ring(80)] }), null);
  assert.notEqual(cornersOf({ type: "Polygon", coordinates: [ring(79)] }), null);
});
