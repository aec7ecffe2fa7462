// SPDX-License-Identifier: AGPL-3.0-or-later
// A structure opened beside the map, in the place of the list, on screens wide enough for both.
import { setOut } from "./here.js";

const side = document.querySelector(".search__side");
const sheet = document.getElementById("fiche");
const switcher = document.getElementById("langues");
let row = null;
let scrolled = 0;
let title = "";
let languages = [];

/** Tell the others which structure ({id, name, lat, lon, area}) is open now, null for none. */
function tell(structure) {
  document.dispatchEvent(new CustomEvent("structureopened", { detail: structure }));
}

/** Open the structure at `url`; `push` adds it to the history. Its own page is loaded where that fails. */
export async function open(url, push) {
  const signal = setOut();
  if (sheet.hidden) {
    row = document.activeElement;
    scrolled = scrollY;
    title = document.title;
    languages = [...switcher.childNodes];
  }
  try {
    const answer = await fetch(url, { signal });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector(".sheet");
    if (!answer.ok || !found) throw new Error(answer.status);
    found.querySelector(".sheet__map")?.remove();
    sheet.replaceChildren(found);
    // The address is the structure's now, in every language.
    switcher.replaceChildren(...page.getElementById(switcher.id).childNodes);
    document.title = page.title;
    if (push) history[sheet.hidden ? "pushState" : "replaceState"]({ opened: true }, "", answer.url);
  } catch (error) {
    if (error.name !== "AbortError") location.assign(url);
    return;
  }
  sheet.hidden = false;
  side.dataset.open = "";
  scrollTo(0, 0);
  const heading = sheet.querySelector("h1");
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  const { id, name, lat, lon, area } = sheet.querySelector(".sheet").dataset;
  tell({ id: Number(id), name, lat: Number.parseFloat(lat), lon: Number.parseFloat(lon), area });
}

/** Back to the list: as it was, on the row that was left, or `answered` anew. */
export function close(answered = false) {
  if (sheet.hidden) return;
  sheet.hidden = true;
  sheet.replaceChildren();
  delete side.dataset.open;
  if (!answered) {
    document.title = title;
    switcher.replaceChildren(...languages);
    scrollTo(0, scrolled);
  }
  if (row?.isConnected) row.focus({ preventScroll: true });
  row = null;
  tell(null);
}
