// SPDX-License-Identifier: AGPL-3.0-or-later
// The territory's map: one class a commune on our own boundaries. Everything it shows is in the page's tables.
import { addBasemap } from "./basemap.js";
import { leastNamed, Names } from "./names.js";
import { holds, rings } from "./outlines.js";

const MISSING = -1;
const HATCH = "territoire-hachures";
const LOST = "Le fond de carte ne répond pas : les contours des communes restent.";
// What is said over the map covers this much of its top.
const TOLD_HEIGHT = 56;
const NARROW = 480;
const SVG = "http://www.w3.org/2000/svg";

/** A hatched filling for the communes that nothing is known of, in the renderer's own drawing. */
function addHatching(renderer) {
  const make = (name, attributes, parent) => {
    const node = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) node.setAttribute(key, value);
    return parent.appendChild(node);
  };
  const definitions = make("defs", {}, renderer._container);
  const pattern = make("pattern", { id: HATCH, width: 7, height: 7, patternUnits: "userSpaceOnUse", patternTransform: "rotate(45)" }, definitions);
  make("rect", { width: 7, height: 7, fill: "#fff", class: "plan__paper" }, pattern);
  make("line", { x1: 0, y1: 0, x2: 0, y2: 7, stroke: "#555", "stroke-width": 2.5, class: "plan__line" }, pattern);
}

function styleOf(data, code) {
  const [number, faded] = data.communes[code] ?? [MISSING, false];
  const missing = number === MISSING;
  return {
    // The palette is the style sheet's, as that of the legend: light or dark, both change together.
    className: missing ? "plan__edge" : `plan__edge plan__${number}`,
    color: "#54606a",
    weight: 0.6,
    fillColor: missing ? `url(#${HATCH})` : data.colours[number],
    fillOpacity: missing ? 0.9 : faded ? 0.55 : 0.9,
  };
}

function addPlaces(map, places) {
  const group = L.layerGroup().addTo(map);
  for (const [lon, lat] of places) {
    L.circleMarker([lat, lon], {
      radius: 4, color: "#fff", weight: 1.5, fillColor: "#111", fillOpacity: 1, interactive: false, className: "plan__dot",
    }).addTo(group);
  }
}

/** The names of the towns in view that are large enough to be named from here; none on a place. */
function addNames(map, towns, sites, places) {
  const boxOf = (lat, lon, half) => {
    const { x, y } = map.latLngToLayerPoint([lat, lon]);
    return { left: x - half, right: x + half, top: y - half, bottom: y + half };
  };
  const names = new Names(map, () => {
    const least = leastNamed(map.getZoom() + 1);
    const seen = towns.filter(([, people, lon, lat]) => people >= least && map.getBounds().contains([lat, lon]));
    return {
      towns: seen.map(([name, people, lon, lat]) => ({ name, people, ...map.latLngToLayerPoint([lat, lon]) })),
      // On a phone there is no room beside the places: a name over a dot is better than none.
      symbols: [
        ...sites.map(({ lat, lon }) => boxOf(lat, lon, 17)),
        ...(map.getSize().x < NARROW ? [] : places.map(([lon, lat]) => boxOf(lat, lon, 5))),
      ],
    };
  });
  names.show();
}

/** The name of the commune under a point, undefined outside. */
function nameIn(layer) {
  return (latlng) => {
    return layer.getLayers().find((path) => holds(rings(path), latlng))?.feature.properties.nom;
  };
}

function inText(words) {
  const node = document.createElement("span");
  node.textContent = words;
  return node;
}

/** Sites that are proposed or tried: numbered, each with its name. */
function addSites(map, sites) {
  return sites.map((site, index) => {
    const icon = L.divIcon({ className: "site-marker", html: String(index + 1), iconSize: [26, 26] });
    const options = { icon, title: site.nom, alt: site.nom, keyboard: false, zIndexOffset: 1000 };
    return L.marker([site.lat, site.lon], options).addTo(map);
  });
}

async function start(element, data) {
  const status = element.parentElement.querySelector(".map__status");
  element.setAttribute("role", "region");
  element.setAttribute("aria-label", "Carte des communes. Les mêmes chiffres sont dans les tableaux de la page.");
  element.tabIndex = 0;
  const map = L.map(element, { zoomControl: false, attributionControl: false, zoomSnap: 0.25 });
  map.setView([46.6, 2.4], 5, { animate: false });
  L.control.zoom({ zoomInTitle: "Agrandir la carte", zoomOutTitle: "Réduire la carte" }).addTo(map);
  L.control.attribution({ prefix: '<a href="https://leafletjs.com/">Leaflet</a>' }).addTo(map)
    .addAttribution("Contours : IGN, Insee");
  addBasemap(map, element.dataset.tiles, () => { status.textContent = LOST; });

  const renderer = L.svg({ padding: 0.5 }).addTo(map);
  addHatching(renderer);
  const answer = await fetch(data.contours);
  if (!answer.ok) {
    status.textContent = "Les contours des communes n’ont pas pu être chargés. Le tableau dit la même chose.";
    return;
  }
  const layer = L.geoJSON(await answer.json(), {
    renderer,
    style: (feature) => styleOf(data, feature.properties.code),
    onEachFeature: (feature, path) => {
      const told = data.communes[feature.properties.code]?.[2] ?? `${feature.properties.nom} : donnée manquante`;
      path.bindTooltip(() => inText(told), { sticky: true });
    },
  }).addTo(map);
  if (data.zones) {
    L.geoJSON(data.zones, { style: { color: "#000", weight: 2, dashArray: "6 4", fill: false, className: "plan__zone" }, onEachFeature: ({ properties }, path) => {
      if (properties.nom) path.bindTooltip(() => inText(properties.nom), { sticky: true });
    } }).addTo(map);
  }
  addPlaces(map, data.places);
  const markers = addSites(map, data.sites ?? []);
  if (data.towns) addNames(map, data.towns, data.sites ?? [], data.places);
  const fit = () => {
    map.invalidateSize({ animate: false });
    if (element.offsetWidth && layer.getBounds().isValid()) map.fitBounds(layer.getBounds(), { paddingTopLeft: [8, TOLD_HEIGHT], paddingBottomRight: [8, 8], animate: false });
  };
  new ResizeObserver(fit).observe(element);
  fit();
  element.dataset.ready = "oui";
  element.dispatchEvent(new CustomEvent("territoire:prete", { detail: { map, markers, nameAt: nameIn(layer) } }));
}

const element = document.getElementById("territoire-carte");
if (element && globalThis.L) start(element, JSON.parse(document.getElementById("territoire-donnees").textContent));
