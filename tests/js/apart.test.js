import assert from "node:assert/strict";
import { test } from "node:test";

import { apart } from "../../static/js/apart.js";

const [WIDE, HIGH, GAP] = [48, 36, 4];

/** Numbers that look random, the same at every run (mulberry32). */
function chance(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** A hundred crowds of up to twenty places: spread, in one street, and at one door. */
const crowds = Array.from({ length: 100 }, (_, seed) => {
  const next = chance(seed);
  const [wide, high] = [[800, 600], [60, 400], [3, 3], [0, 0]][seed % 4];
  return Array.from({ length: 1 + Math.floor(next() * 20) }, () => ({ x: next() * wide, y: next() * high }));
});
const put = (places) => apart(places, WIDE, HIGH, GAP).map(({ x, y }, i) => ({ x: places[i].x + x, y: places[i].y + y }));

test("no two pins have less than the gap between them", () => {
  for (const places of crowds) {
    const pins = put(places);
    pins.forEach((one, i) => pins.slice(0, i).forEach((other) => {
      const aside = Math.abs(one.x - other.x) - WIDE;
      const over = Math.abs(one.y - other.y) - HIGH;
      assert.ok(Math.max(aside, over) >= GAP - 1e-6, JSON.stringify([one, other]));
    }));
  }
});

test("none is pushed further than the room of those before it takes", () => {
  for (const places of crowds) {
    apart(places, WIDE, HIGH, GAP).forEach(({ x, y }, before) => {
      const most = Math.sqrt((4 * (WIDE + GAP) * (HIGH + GAP) * before) / Math.PI);
      assert.ok(Math.hypot(x, y) <= most + 1e-6, `${before}: ${x} ${y}`);
    });
  }
});

test("each is as near its place as those before it allow", () => {
  const next = chance(7);
  for (const places of crowds) {
    const pins = put(places);
    pins.forEach((pin, i) => {
      const away = Math.hypot(pin.x - places[i].x, pin.y - places[i].y);
      for (let tries = 0; tries < 50; tries += 1) {
        const angle = next() * 2 * Math.PI;
        const there = { x: places[i].x + Math.cos(angle) * away * 0.99, y: places[i].y + Math.sin(angle) * away * 0.99 };
        const free = pins.slice(0, i).every((other) => Math.abs(other.x - there.x) >= WIDE + GAP || Math.abs(other.y - there.y) >= HIGH + GAP);
        assert.ok(!free || away < 1e-6);
      }
    });
  }
});

test("the same places are pushed alike, and one more moves none of those before it", () => {
  for (const places of crowds) {
    const once = apart(places, WIDE, HIGH, GAP);
    assert.deepEqual(apart(places, WIDE, HIGH, GAP), once);
    assert.deepEqual(apart([...places, { x: 1, y: 1 }], WIDE, HIGH, GAP).slice(0, -1), once);
  }
});

test("pins that are far enough stay where they are", () => {
  assert.deepEqual(apart([{ x: 0, y: 0 }, { x: 52, y: 0 }, { x: 0, y: 40 }], WIDE, HIGH, GAP), Array(3).fill({ x: 0, y: 0 }));
});
