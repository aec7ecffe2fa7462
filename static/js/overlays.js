// SPDX-License-Identifier: AGPL-3.0-or-later
// Territories laid over the map, each loaded when it is first asked for.
import { say } from "./words.js";

const PANE = "territories";
const STYLES = {
  intercommunalites: { color: "#6e3aa0", weight: 2.5, opacity: 0.8, dashArray: "1 6", lineCap: "round", fill: false },
  departements: { color: "#8a1538", weight: 3, opacity: 0.8, dashArray: "14 5 2 5", fill: false },
  zones: { color: "#0b6b53", weight: 2, opacity: 0.9, fillColor: "#0b6b53", fillOpacity: 0.18 },
};

const drawn = new Map();

/** Lay over `map` what a box of the panel stands for, or take it away. */
export async function overlay(map, box) {
  const status = box.closest("fieldset").querySelector("[role=status]");
  status.textContent = "";
  if (!box.checked) {
    drawn.get(box.id)?.remove();
    return;
  }
  try {
    if (!drawn.has(box.id)) drawn.set(box.id, await layer(map, box));
    if (box.checked) drawn.get(box.id).addTo(map);
  } catch {
    box.checked = false;
    status.textContent = say("overlayLost");
  }
}

async function layer(map, box) {
  if (!map.getPane(PANE)) map.createPane(PANE).style.zIndex = 255;
  const answer = await fetch(box.dataset.overlay);
  if (!answer.ok) throw new Error(`${answer.status} ${box.dataset.overlay}`);
  return L.geoJSON(await answer.json(), { pane: PANE, style: STYLES[box.value], interactive: false });
}
