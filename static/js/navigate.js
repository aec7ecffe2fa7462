// SPDX-License-Identifier: AGPL-3.0-or-later
// Links and forms of the search, followed in place; the history goes through the same steps.
import { isSearch, listed, sayAsked, setOut, withoutHash } from "./here.js";

const form = document.querySelector("form[role=search]");
const results = document.getElementById("resultats");
const isListed = (url) => withoutHash(url) === listed.address;

const answering = () => import("./answer.js");
/** List what `url` asks; where what does it cannot be loaded, go there as ever. The page says at once that it is on
 * its way, whatever has to be loaded before. */
async function search(url, push = true) {
  results.setAttribute("aria-busy", "true");
  try {
    (await answering()).search(url, push);
  } catch {
    location.assign(url);
  }
}
// At the first sign of a reader: a connection that is lost later finds it there.
const ahead = () => answering().catch(() => {});
for (const sign of ["pointerover", "keydown"]) addEventListener(sign, ahead, { once: true });

/** Whether a click asks for nothing else than to follow the link: no new tab, no new window. */
function isPlain({ defaultPrevented, button, metaKey, ctrlKey, shiftKey, altKey }) {
  return !(defaultPrevented || button || metaKey || ctrlKey || shiftKey || altKey);
}

/** Follow a link in place. Returns whether this page can. */
function follow(link) {
  const url = new URL(link.href);
  if (!isSearch(url) || (url.hash && isListed(url))) return false;
  search(url.href);
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.(":is(main, form[role=search]) a[href]");
  if (link && isPlain(event) && !link.target && !link.hasAttribute("download") && follow(link)) event.preventDefault();
});

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const action = new URL(event.submitter?.formAction || form.action);
  action.search = new URLSearchParams(new FormData(form));
  search(action.href);
});

addEventListener("popstate", () => {
  setOut();
  const url = new URL(location.href);
  if (isListed(url)) sayAsked();
  else search(url.href, false);
});

// The page's address is the search: a page that the browser had kept says again what its list shows.
addEventListener("pageshow", ({ persisted }) => { if (persisted) sayAsked(); });

// A question closes on Escape also where it is a part of the page, which `menus.js` leaves open.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  for (const one of form.querySelectorAll(".ask[open]")) {
    // No part of leaving the page quickly: it closed this.
    event.preventDefault();
    one.open = false;
    one.querySelector("summary").focus();
  }
});
