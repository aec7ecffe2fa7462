// SPDX-License-Identifier: AGPL-3.0-or-later
// A page's map: its points, and nothing to search.
import { Background } from "./background.js";
import { createMap, Fitting, openByKey } from "./base-map.js";
import { addMarkers } from "./markers.js";
import { Outlines } from "./outlines.js";
import { ServiceArea } from "./service-area.js";

const told = (id) => JSON.parse(document.getElementById(id).textContent);

function start(element) {
  const config = told("carte-reglages");
  const points = told("carte-points").filter((point) => Number.isFinite(point.lat) && Number.isFinite(point.lon));
  const map = createMap(element);
  const outlines = new Outlines(map, config.contours, config.alentours);
  const { themes, sprite } = { themes: config.themes, sprite: element.dataset.sprite };
  const shown = addMarkers(map, points, { themes, sprite });
  openByKey(map, element, () => shown.markers);
  const read = () => ({ boxes: shown.boxes(), circles: [] });
  // Names are written where our outlines are the map; over the plan, which has its own, nothing of it is loaded.
  let labels = null;
  const named = async () => {
    if (outlines.whole) labels ??= import("./labels.js").then(({ Labels }) => new Labels(map, outlines, read));
    (await labels)?.show();
  };
  // Only a search has a distance: of a structure's page nothing of it is loaded.
  const { lat, lon, rayon_m: radius } = config;
  if (radius) import("./origin.js").then(({ drawOrigin }) => drawOrigin(map, config));
  const seen = () => (radius ? L.latLngBounds([[lat, lon]]).extend(shown.bounds) : shown.bounds);
  const fitting = new Fitting(map, element, () => (points.length ? seen() : outlines.bounds()));
  outlines.ready.then(() => fitting.fit());
  fitting.fit();
  const plan = { plan: { url: element.dataset.tiles } };
  new Background(map, outlines, element, fitting, { changed: named }).choose("plan", plan);
  if (config.zone) new ServiceArea(map).show(config.zone);
}

const element = document.getElementById("carte");
if (element && globalThis.L) start(element);
