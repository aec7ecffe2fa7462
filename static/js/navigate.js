// SPDX-License-Identifier: AGPL-3.0-or-later
// Links and forms of the search, followed in place; the history goes through the same steps.
import { isSearch, listed, sayAsked, setOut, withoutHash } from "./here.js";

const form = document.querySelector("form[role=search]");
const sheet = document.getElementById("fiche");
const structures = new URL(form.dataset.structures, location).pathname;
// A structure opens beside the map where there is room for both, else on its own page.
const wide = matchMedia("(min-width: 48rem)");

const isStructure = (url) => url.origin === location.origin && url.pathname.startsWith(structures);
const isListed = (url) => withoutHash(url) === listed.address;

/** `call` a function of a module, loaded at its first use; where it cannot be, go to `url` as ever. */
async function use(module, call, url) {
  try {
    call(await module());
  } catch {
    location.assign(url);
  }
}
const search = (url, push = true) => use(() => import("./answer.js"), (answer) => answer.search(url, push), url);
const open = (url, push = true) => use(() => import("./detail.js"), (detail) => detail.open(url, push), url);
// At the first sign of a reader: a connection that is lost later finds them there.
const ahead = () => Promise.allSettled([import("./answer.js"), import("./detail.js")]);
for (const sign of ["pointerover", "keydown"]) addEventListener(sign, ahead, { once: true });
const close = (answered) => { if (!sheet.hidden) import("./detail.js").then((detail) => detail.close(answered)); };

/** Whether a click asks for nothing else than to follow the link: no new tab, no new window. */
function isPlain({ defaultPrevented, button, metaKey, ctrlKey, shiftKey, altKey }) {
  return !(defaultPrevented || button || metaKey || ctrlKey || shiftKey || altKey);
}

/** Follow a link in place. Returns whether this page can. */
function follow(link) {
  const url = new URL(link.href);
  if (!sheet.hidden && link.matches("[data-back]")) history.back();
  else if (isStructure(url) && wide.matches) open(url.href);
  else if (isSearch(url) && !(url.hash && isListed(url))) search(url.href);
  else return false;
  return true;
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("main a[href]");
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
  if (!isStructure(url)) {
    close(false);
    if (isListed(url)) sayAsked();
    else search(url.href, false);
  } else if (wide.matches) open(url.href, false);
  else location.reload();
});

// The page's address is the search: a page that the browser had kept says again what its list shows.
addEventListener("pageshow", ({ persisted }) => { if (persisted) sayAsked(); });
document.addEventListener("answered", () => close(true));
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !sheet.hidden && !event.defaultPrevented) history.back();
});
