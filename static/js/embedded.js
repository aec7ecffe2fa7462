// SPDX-License-Identifier: AGPL-3.0-or-later
// In a partner's frame: tell its page how high this one is, and nobody else's. Who may ask was written by the server.
const HELLO = "reperes:bonjour";
const HEIGHT = "reperes:hauteur";
const allowed = (document.documentElement.dataset.origins ?? "").split(" ").filter(Boolean);
// A page registered as http:// is shown under https:// too: browsers read the list so.
const isAllowed = (origin) => allowed.includes(origin) || allowed.includes(origin.replace(/^https:/, "http:"));
let asker = "";
let last = 0;

function tell() {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  if (!asker || height === last) return;
  last = height;
  parent.postMessage({ type: HEIGHT, height }, asker);
}

addEventListener("message", ({ data, origin, source }) => {
  if (data !== HELLO || source !== parent || !isAllowed(origin)) return;
  asker = origin;
  last = 0;
  tell();
});
// Come back to by « précédent »: its page knows the height of the one after.
addEventListener("pageshow", ({ persisted }) => {
  if (!persisted) return;
  last = 0;
  tell();
});
new ResizeObserver(tell).observe(document.body);
document.documentElement.classList.add("js");
