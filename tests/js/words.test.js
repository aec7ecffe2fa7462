import "./page.js";
import assert from "node:assert/strict";
import { test } from "node:test";

const { say } = await import("../../static/js/words.js");

test("a sentence has its names replaced, and nothing else", () => {
  assert.equal(say("selected", { n: 3 }), "3 structures");
  assert.equal(say("selected", { other: 3 }), "{n} structures");
  assert.equal(say("selected", { n: "$&" }), "$& structures");
});

test("a counted sentence has the form of its count", () => {
  assert.deepEqual([0, 1, 2].map((count) => say("suggested", {}, count)), ["rien", "une", "deux"]);
});
