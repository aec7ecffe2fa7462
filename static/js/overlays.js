// SPDX-License-Identifier: AGPL-3.0-or-later
// Territories and events laid over the map, each loaded when it is first asked for.
import { svg } from "./svg.js";
import { say } from "./words.js";

const PANE = "territories";
const STYLES = {
  intercommunalites: { color: "#6e3aa0", weight: 2.5, opacity: 0.8, dashArray: "1 6", lineCap: "round", fill: false },
  departements: { color: "#8a1538", weight: 3, opacity: 0.8, dashArray: "14 5 2 5", fill: false },
  zones: { color: "#0b6b53", weight: 2, opacity: 0.9, fillColor: "#0b6b53", fillOpacity: 0.18 },
};

const EVENTS = "evenements";
const SIDE_PX = 28;

const drawn = new Map();

/** The markers that are laid over `map` now. */
export const laid = (map) => [...drawn.values()].filter((each) => map.hasLayer(each)).flatMap((each) => each.markers ?? []);

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
  const answer = await fetch(box.dataset.overlay);
  if (!answer.ok) throw new Error(`${answer.status} ${box.dataset.overlay}`);
  const told = await answer.json();
  if (box.value === EVENTS) {
    box.closest("fieldset").querySelector("[role=status]").textContent = say("eventsLaid", { n: told.features.length });
    return events(map, told.features);
  }
  if (!map.getPane(PANE)) map.createPane(PANE).style.zIndex = 255;
  return L.geoJSON(told, { pane: PANE, style: STYLES[box.value], interactive: false });
}

/** A marker for each place where something is held; it tells what, and leads there. */
function events(map, features) {
  const places = new Map();
  for (const { geometry, properties } of features) {
    const [lon, lat] = geometry.coordinates;
    const at = `${lat},${lon}`;
    if (!places.has(at)) places.set(at, { at: [lat, lon], held: [] });
    places.get(at).held.push(properties);
  }
  const markers = [...places.values()].map(({ at, held }) => {
    const title = held.map(({ nom, quand }) => `${nom}, ${quand}`).join(" · ");
    // As the pins: the map stays one tab stop, Enter opens what is nearest to its middle, and the agenda lists them.
    return L.marker(at, { icon: icon(held.length), title, alt: title, keyboard: false, riseOnHover: true })
      .on("click", async () => (await import("./popup.js")).tellEvents(map, at, held));
  });
  return Object.assign(L.layerGroup(markers), { markers });
}

function icon(count) {
  const half = SIDE_PX / 2;
  const html = svg(
    "svg", { width: SIDE_PX, height: SIDE_PX, viewBox: `0 0 ${SIDE_PX} ${SIDE_PX}`, "aria-hidden": "true" },
    svg("rect", { class: "happening__shape", x: 1.5, y: 3.5, width: SIDE_PX - 3, height: SIDE_PX - 5, rx: 4 }),
    svg("path", { class: "happening__rings", d: `M8.5 1v5M${SIDE_PX - 8.5} 1v5M1.5 9.5h${SIDE_PX - 3}` }),
    svg("text", { class: "happening__count", x: half, y: 18, dy: "0.36em" }, String(count)),
  );
  return L.divIcon({ className: "happening", html, iconSize: [SIDE_PX, SIDE_PX], iconAnchor: [half, half] });
}
