import assert from "node:assert/strict";
import { test } from "node:test";

import { followed } from "../../static/js/gallery.js";

test("the right arrow leads on, and the left one does in Arabic", () => {
  assert.equal(followed("ArrowRight", false), "next");
  assert.equal(followed("ArrowLeft", false), "prev");
  assert.equal(followed("ArrowLeft", true), "next");
  assert.equal(followed("ArrowRight", true), "prev");
  assert.equal(followed("Enter", false), null);
});
