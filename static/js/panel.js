// What the map's panel switches: the background, territories over it, and how many places of each theme are in view.
import { say } from "./words.js";

const STYLES = {
  intercommunalites: { color: "#6e3aa0", weight: 2.5, opacity: 0.8, dashArray: "1 6", lineCap: "round", fill: false },
  departements: { color: "#8a1538", weight: 3, opacity: 0.8, dashArray: "14 5 2 5", fill: false },
  zones: { color: "#0b6b53", weight: 2, opacity: 0.9, fillColor: "#0b6b53", fillOpacity: 0.18 },
};
const WIDE_PX = 720;

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
    else overlay(map, event.target);
  });
  const tiles = JSON.parse(document.getElementById("carte-fonds").textContent);
  map.createPane("territories").style.zIndex = 255;
  const chosen = panel.querySelector("[name=fond]:checked");
  background.choose(chosen?.value ?? "plan", tiles);
  // The browser may bring back the boxes of the last visit.
  for (const box of panel.querySelectorAll("[data-overlay]:checked")) overlay(map, box);
  return (counts) => {
    for (const element of panel.querySelectorAll("[data-in-view]")) {
      const count = counts?.[element.dataset.inView];
      element.textContent = count === undefined ? "" : String(count);
    }
  };
}

const drawn = new Map();

async function overlay(map, box) {
  const status = box.closest("fieldset").querySelector("[role=status]");
  status.textContent = "";
  if (!box.checked) {
    drawn.get(box.id)?.remove();
    return;
  }
  try {
    if (!drawn.has(box.id)) drawn.set(box.id, await layer(box));
    if (box.checked) drawn.get(box.id).addTo(map);
  } catch {
    box.checked = false;
    status.textContent = say("overlayLost");
  }
}

async function layer(box) {
  const answer = await fetch(box.dataset.overlay);
  if (!answer.ok) throw new Error(`${answer.status} ${box.dataset.overlay}`);
  return L.geoJSON(await answer.json(), { pane: "territories", style: STYLES[box.value], interactive: false });
}
