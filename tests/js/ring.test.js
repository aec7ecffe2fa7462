import assert from "node:assert/strict";
import { test } from "node:test";

import { numberInside, ring } from "../../static/js/ring.js";

const lengths = (svg) => [...svg.matchAll(/stroke-dasharray="([\d.]+) 1"/g)].map(([, length]) => Number(length));
const starts = (svg) => [...svg.matchAll(/stroke-dashoffset="-?([\d.]+)"/g)].map(([, start]) => Number(start));

test("a single theme has the whole ring", () => {
  assert.deepEqual(lengths(ring([{ couleur: "red", part: 7 }], 40, "")), [1]);
});

test("parts have their share, one after another, with a gap between", () => {
  const svg = ring([{ couleur: "red", part: 3 }, { couleur: "blue", part: 1 }], 40, "");
  assert.deepEqual(starts(svg), [0, 0.75]);
  const [first, second] = lengths(svg);
  assert.ok(first < 0.75 && first > 0.7);
  assert.ok(second < 0.25 && second > 0.2);
});

test("a part of a thousandth is still seen", () => {
  const [, small] = lengths(ring([{ couleur: "red", part: 999 }, { couleur: "blue", part: 1 }], 40, ""));
  assert.equal(small, 0.02);
});

test("a large number is said in thousands", () => {
  assert.match(numberInside(9_999, 40), />9999</);
  assert.match(numberInside(12_345, 40), />12k</);
});
