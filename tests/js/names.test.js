import assert from "node:assert/strict";
import { test } from "node:test";

import { leastNamed, look, placeNames } from "../../static/js/names.js";

const width = (name, size) => name.length * size * 0.6;
const town = (name, people, x, y, more = {}) => ({ name, people, x, y, ...more });
const boxOf = ({ name, x, y, kind }) => {
  const { size } = { group: { size: 13 }, large: { size: 15 }, middle: { size: 13 }, small: { size: 12 }, beyond: { size: 15 }, region: { size: 12 } }[kind];
  const wide = width(name, size) + (kind === "region" ? name.length * 0.14 * size : 0);
  return { left: x - wide / 2, right: x + wide / 2, top: y - (size + 2) / 2, bottom: y + (size + 2) / 2 };
};
const overlap = (a, b) => a.left < b.right - 1e-6 && b.left < a.right - 1e-6 && a.top < b.bottom - 1e-6 && b.top < a.bottom - 1e-6;

test("names are larger where more people live, lighter next door", () => {
  assert.deepEqual([40_000, 25_000, 6_000, 5_999].map((people) => look({ people }).size), [15, 13, 13, 12]);
  assert.equal(look({ people: 40_000 }).weight, 700);
  assert.equal(look({ people: 40_000, beyond: true }).weight, 400);
});

test("a name is where its town is, and beside the symbol that stands there", () => {
  const [alone] = placeNames([town("Melun", 42_000, 100, 100)], [], width);
  assert.deepEqual([alone.x, alone.y], [100, 100]);
  const pin = { left: 76, top: 64, right: 124, bottom: 100 };
  const [below] = placeNames([town("Melun", 42_000, 100, 100)], [pin], width);
  assert.ok(below.y > 100 && below.x === 100);
  const circle = { left: 61, top: 61, right: 139, bottom: 139 };
  const [under] = placeNames([town("Chelles", 0, 100, 100, { symbol: 39, radius: 39 })], [circle], width);
  assert.deepEqual([under.x, under.y, under.kind], [100, 148.5, "group"]);
});

test("the larger of two towns is named where one has room", () => {
  const both = [town("Petitbourg", 900, 100, 100), town("Grandville", 40_000, 102, 100)];
  const named = placeNames([...both, ...Array.from({ length: 20 }, (_, i) => town(`Hameau ${i}`, i, 101, 101))], [], width);
  assert.equal(named[0].name, "Grandville");
  assert.ok(named.length < 12);
});

test("in any crowd, no name lies on a symbol or a name, nor far from its town", () => {
  let seed = 5;
  const next = () => { seed = (seed * 16807) % 2147483647; return seed / 2147483647; };
  for (let round = 0; round < 60; round += 1) {
    const towns = Array.from({ length: 80 }, (_, i) => town(`Commune-${i}`, Math.floor(next() * 60_000), next() * 700, next() * 600, next() < 0.3 ? { beyond: true } : {}));
    const symbols = Array.from({ length: 15 }, () => { const [x, y] = [next() * 700, next() * 600]; return { left: x - 24, right: x + 24, top: y - 36, bottom: y }; });
    const named = placeNames(towns, symbols, width);
    const boxes = named.map((one) => ({ ...boxOf({ ...one, kind: look(towns.find(({ name }) => name === one.name)).kind }), one }));
    assert.ok(named.length > 5 && named.length <= 60);
    assert.ok(named.filter(({ kind }) => kind === "beyond").length <= 4);
    for (const [i, box] of boxes.entries()) {
      const at = towns.find(({ name }) => name === box.one.name);
      assert.ok(Math.hypot(box.one.x - at.x, box.one.y - at.y) <= 24 + 1e-6);
      if (at.beyond) continue;
      for (const other of [...symbols, ...boxes.slice(0, i).filter(({ one }) => one.kind !== "beyond")]) assert.ok(!overlap(box, other));
    }
    assert.deepEqual(placeNames([...towns].reverse(), symbols, width), named);
  }
});

test("from afar only large towns are named", () => {
  assert.deepEqual([8, 9, 10, 11, 12].map(leastNamed), [25_000, 25_000, 6_000, 2_000, 0]);
});
