import assert from "node:assert/strict";
import test from "node:test";

import { nameAfter, namesLike } from "../../static/js/names-typed.js";

const NAMES = ["Inès Moreau", "Léa Martin", "Noé Ines-Dubois"];

test("a name begins after « @ », and holds a first name and what follows it", () => {
  assert.deepEqual(nameAfter("Bonjour @In", 11), { from: 8, to: 11, typed: "In" });
  assert.equal(nameAfter("@Inès Mo", 8).typed, "Inès Mo");
  assert.equal(nameAfter("@", 1).typed, "");
});

test("an address is no name, nor is what comes long after one", () => {
  assert.equal(nameAfter("ecrire a ines@ex", 16), null);
  assert.equal(nameAfter("@Inès Moreau tu", 15), null);
  assert.equal(nameAfter("@Inès, tu", 9), null);
});

test("accents and capitals are not asked for; who begins so comes first", () => {
  assert.deepEqual(namesLike(NAMES, "ines"), ["Inès Moreau", "Noé Ines-Dubois"]);
  assert.deepEqual(namesLike(NAMES, "inès m"), ["Inès Moreau"]);
  assert.deepEqual(namesLike(NAMES, "zo"), []);
});
