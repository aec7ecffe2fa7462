// SPDX-License-Identifier: AGPL-3.0-or-later
// The map's panel: the background, territories over it, and how many places of each theme are in view.
const WIDE_PX = 1000;

/** How many pixels of the map's left side the open panel hides, where enough is left beside it. */
export function coveredByPanel(map) {
  const panel = document.getElementById("calques");
  return panel.open && map.getSize().x >= WIDE_PX ? panel.offsetWidth : 0;
}

/** Make the panel live; returns what shows the counts by theme, or takes them away when it is given null. */
export function startPanel(map, background) {
  const panel = document.getElementById("calques");
  if (map.getSize().x >= WIDE_PX) panel.open = true;
  panel.addEventListener("change", (event) => {
    if (event.target.name === "fond") background.choose(event.target.value, tiles);
    else lay(event.target);
  });
  const lay = (box) => import("./overlays.js").then(({ overlay }) => overlay(map, box));
  const tiles = JSON.parse(document.getElementById("carte-fonds").textContent);
  background.choose("plan", tiles);
  return (counts) => {
    for (const element of panel.querySelectorAll("[data-in-view]")) {
      const count = counts?.[element.dataset.inView];
      element.textContent = count === undefined ? "" : String(count);
    }
  };
}
