import assert from "node:assert/strict";
import { test } from "node:test";

import { barOf, clockText, minutesOf } from "../../static/js/hours-clock.js";

test("times are read as people type them, the same as by the server", () => {
  const typed = { 9: 540, "9h": 540, "09:30": 570, "0930": 570, 930: 570, "9 h 30": 570, midi: 720, minuit: 0, "24h": 1440, "25h": null, "9h75": null, matin: null, "": null };
  for (const [text, minutes] of Object.entries(typed)) assert.equal(minutesOf(text), minutes, text);
});

test("what is written of a time is read as that time", () => {
  for (let minutes = 0; minutes <= 1440; minutes += 5) assert.equal(minutesOf(clockText(minutes)), minutes);
});

test("the bar of a day shows what is between 8 h and 22 h, and a night up to midnight", () => {
  assert.deepEqual(barOf(480, 1320), { x: 0, width: 100 });
  assert.deepEqual(barOf(360, 540), { x: 0, width: 7.1 });
  assert.deepEqual(barOf(1200, 480), { x: 85.7, width: 14.3 });
  assert.equal(barOf(1380, 360), null);
  assert.equal(barOf(null, 540), null);
  assert.equal(barOf(840, 540), null);
});
