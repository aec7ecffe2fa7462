// SPDX-License-Identifier: AGPL-3.0-or-later
// The map's panel: the background, territories over it, and how many places of each theme are in view.
import { say } from "./words.js";

const WIDE_PX = 1000;

let overlays = null;

/** The markers that the panel has laid over the map. */
export const laidOver = (map) => overlays?.laid(map) ?? [];

/** How many pixels of the map's left side the open panel hides, where enough is left beside it. */
export function coveredByPanel(map) {
  const panel = document.getElementById("calques");
  return panel.open && map.getSize().x >= WIDE_PX ? panel.offsetWidth : 0;
}

/** Whether town halls are drawn: always, but where the panel has a switch for them that is off. */
export function townHalls() {
  return document.querySelector("[data-town-halls]")?.checked ?? true;
}

/** Make the panel live; `asked()` is called when what is to be drawn has changed. Returns what shows the counts by theme
    and how many are in view, or takes them away when it is given null. */
export function startPanel(map, background, asked) {
  const panel = document.getElementById("calques");
  if (map.getSize().x >= WIDE_PX) panel.open = true;
  panel.addEventListener("change", ({ target }) => {
    if (target.name === "fond") background.choose(target.value, tiles);
    else if ("townHalls" in target.dataset) asked();
    else lay(target);
  });
  const lay = async (box) => {
    overlays ??= await import("./overlays.js");
    await overlays.overlay(map, box);
  };
  const tiles = JSON.parse(document.getElementById("carte-fonds").textContent);
  background.choose("plan", tiles);
  const total = document.querySelector("[data-counted]");
  return (counts, all) => {
    for (const element of panel.querySelectorAll("[data-in-view]")) {
      const count = counts?.[element.dataset.inView];
      element.textContent = count === undefined ? "" : String(count);
    }
    if (total) total.textContent = all === null ? "" : say(townHalls() ? "placesInView" : "placesWithoutTownHalls", { n: all });
  };
}
