// SPDX-License-Identifier: AGPL-3.0-or-later
// The map of a structure's page and of a professional's: the points of the page, and nothing to search.
import { Background } from "./background.js";
import { createMap, Fitting } from "./base-map.js";
import { addMarkers } from "./markers.js";
import { Outlines } from "./outlines.js";
import { ServiceArea } from "./service-area.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);

function start(element) {
  const config = read("carte-reglages");
  const points = read("carte-points").filter((point) => Number.isFinite(point.lat) && Number.isFinite(point.lon));
  const map = createMap(element);
  const outlines = new Outlines(map, config.contours);
  const shown = addMarkers(map, points).bounds;
  const fitting = new Fitting(map, element, () => (points.length ? shown : outlines.bounds()));
  outlines.ready.then(() => fitting.fit());
  fitting.fit();
  const status = element.parentElement.querySelector(".map__status");
  const plan = { plan: { url: element.dataset.tiles } };
  new Background(map, outlines, element, status, fitting).choose("plan", plan);
  if (config.zone) new ServiceArea(map).show(config.zone);
}

const element = document.getElementById("carte");
if (element && globalThis.L) start(element);
