// What is counted and waits: two pages of one browser lose nothing of each other's, and nothing counts twice.
import assert from "node:assert/strict";
import test from "node:test";

const held = new Map();
const listeners = new Map();
const site = new Map();
const counted = new Map();
let online = true;

globalThis.localStorage = {
  getItem: (key) => held.get(key) ?? null,
  setItem: (key, value) => held.set(key, value),
  removeItem: (key) => held.delete(key),
  key: (place) => [...held.keys()][place],
  get length() {
    return held.size;
  },
};
globalThis.addEventListener = (name, heard) => listeners.set(name, [...(listeners.get(name) ?? []), heard]);
globalThis.fetch = async (_url, { body }) => {
  if (!online) throw new TypeError("offline");
  // The site counts each sending once.
  if (!site.has(body.get("lot"))) {
    for (const change of body.getAll("ajout")) {
      const [name, n] = change.split("=");
      counted.set(name, (counted.get(name) ?? 0) + Number(n));
    }
  }
  site.set(body.get("lot"), (site.get(body.get("lot")) ?? 0) + 1);
  return { ok: true, status: 200, redirected: false, json: async () => ({ nombres: {} }) };
};

const HERE = "/structures/7/comptage/";
const FRENCH = "theme:francais:accueil";
let tabs = 0;

async function tab() {
  tabs += 1;
  const module = await import(`../../static/js/counting-queue.js?tab=${tabs}`);
  const said = [];
  return { ...module.queue({ token: () => "x", tell: (what) => said.push(what), take: () => {} }), waiting: module.waiting, said };
}

function begin() {
  held.clear();
  site.clear();
  counted.clear();
  listeners.clear();
  online = true;
}

test("presses of one page go together, once", async () => {
  begin();
  const page = await tab();
  page.add(HERE, FRENCH, 1);
  page.add(HERE, FRENCH, 1);
  page.add(HERE, "public:femmes", 1);
  await page.send();
  assert.deepEqual(Object.fromEntries(counted), { [FRENCH]: 2, "public:femmes": 1 });
  assert.equal(site.size, 1);
  assert.equal(page.waiting().length, 0);
  assert.equal(page.said.at(-1), "saved");
});

test("two pages that count offline lose nothing of each other's", async () => {
  begin();
  online = false;
  const [one, other] = [await tab(), await tab()];
  for (let times = 0; times < 3; times += 1) {
    one.add(HERE, FRENCH, 1);
    other.add(`${HERE}?semaine=2026-S40`, "public:femmes", 1);
    await one.send();
  }
  assert.equal(one.said.at(-1), "kept");
  online = true;
  await one.send();
  await other.send();
  assert.deepEqual(Object.fromEntries(counted), { [FRENCH]: 3, "public:femmes": 3 });
  assert.equal(one.waiting().length, 0);
});

test("what a page still adds to is left alone by the others, until it is closed", async () => {
  begin();
  const [grid, workspace] = [await tab(), await tab()];
  grid.add(HERE, FRENCH, 1);
  await workspace.send();
  assert.equal(site.size, 0);
  grid.add(HERE, FRENCH, 1);
  for (const closed of listeners.get("pagehide")) closed();
  await workspace.send();
  assert.deepEqual(Object.fromEntries(counted), { [FRENCH]: 2 });
});

test("what a page keeps is sent to grids alone", async () => {
  begin();
  held.set("comptage:x", JSON.stringify({ lot: "x", url: "https://ailleurs.fr/", changes: { a: 1 }, open: false, at: 1 }));
  held.set("comptage:y", "{");
  assert.equal((await tab()).waiting().length, 0);
});
