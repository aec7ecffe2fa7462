// SPDX-License-Identifier: AGPL-3.0-or-later
// The map of a structure's page and of a professional's: the points of the page, and nothing to search.
import { Background } from "./background.js";
import { createMap, Fitting, openByKey } from "./base-map.js";
import { addMarkers } from "./markers.js";
import { Labels } from "./labels.js";
import { Outlines } from "./outlines.js";
import { ServiceArea } from "./service-area.js";

const read = (id) => JSON.parse(document.getElementById(id).textContent);

function start(element) {
  const config = read("carte-reglages");
  const points = read("carte-points").filter((point) => Number.isFinite(point.lat) && Number.isFinite(point.lon));
  const map = createMap(element);
  const outlines = new Outlines(map, config.contours, config.alentours);
  const { themes, sprite } = { themes: config.themes, sprite: element.dataset.sprite };
  const shown = addMarkers(map, points, { themes, sprite });
  openByKey(map, element, () => shown.markers);
  const labels = new Labels(map, outlines, () => ({ boxes: shown.boxes(), circles: [] }));
  const fitting = new Fitting(map, element, () => (points.length ? shown.bounds : outlines.bounds()));
  outlines.ready.then(() => fitting.fit());
  fitting.fit();
  const plan = { plan: { url: element.dataset.tiles } };
  new Background(map, outlines, element, fitting, { changed: () => labels.show() }).choose("plan", plan);
  if (config.zone) new ServiceArea(map).show(config.zone);
}

const element = document.getElementById("carte");
if (element && globalThis.L) start(element);
