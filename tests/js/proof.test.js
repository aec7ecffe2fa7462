import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";

import { answer, digest } from "../../static/js/proof.js";

const sha = (text) => createHash("sha256").update(text).digest("hex");
const hex = (state) => [...state].map((word) => (word >>> 0).toString(16).padStart(8, "0")).join("");

test("a digest is SHA-256, whatever the length", () => {
  for (let length = 0; length < 200; length += 1) {
    const text = Array.from({ length }, (_, i) => String.fromCharCode(32 + ((i * 7 + length) % 95))).join("");
    assert.equal(hex(digest(text)), sha(text), `${length} characters`);
  }
});

test("each part of an answer makes a digest begin with thirteen zeros, and control is handed back meanwhile", () => {
  const tries = answer("ErrorForm a-token");
  let [turns, told] = [0, tries.next()];
  for (; !told.done; told = tries.next()) turns += 1;
  const numbers = told.value.split(".");
  const seed = sha("ErrorForm a-token").slice(0, 32);
  assert.equal(numbers.length, 8);
  numbers.forEach((n, part) => assert.ok(parseInt(sha(`${seed}.${part}.${n}`).slice(0, 8), 16) < 2 ** 19));
  assert.ok(turns > 100);
});
