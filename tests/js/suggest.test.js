import "./page.js";
import assert from "node:assert/strict";
import { test } from "node:test";

const { inOrder } = await import("../../static/js/suggest.js");

const COMMUNES = ["Melun", "Le Mée"];
const RUES = ["3 rue de Melun", "Rue du Mée"];

test("a name alone is first a commune's", () => {
  for (const typed of ["melun", "le mée", "77000"]) {
    assert.deepEqual(inOrder(COMMUNES, RUES, typed), [...COMMUNES, ...RUES], typed);
  }
});

test("a number before words, or three words, are first a street's", () => {
  for (const typed of ["3 rue", "12bis av", "rue de melun"]) {
    assert.deepEqual(inOrder(COMMUNES, RUES, typed), [...RUES, ...COMMUNES], typed);
  }
});

test("where no street is known, communes stay, and eight are shown at most", () => {
  const many = Array.from({ length: 20 }, (_, i) => `Commune ${i}`);
  assert.deepEqual(inOrder(many, [], "3 rue de melun"), many.slice(0, 8));
});
