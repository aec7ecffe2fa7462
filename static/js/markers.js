// SPDX-License-Identifier: AGPL-3.0-or-later
// Numbered pins: the list's page on the map, each tied both ways to its card, none on another.
import { apart } from "./apart.js";
import { svg } from "./svg.js";

// A pin with its tail.
const [WIDE, HIGH, GAP] = [48, 36, 4];
// Pushed further than that, a pin points at nothing: a line leads to its place.
const POINTS_WITHIN = 10;
const PILL = "M4 1h40a3 3 0 0 1 3 3v20a3 3 0 0 1-3 3H";
const END = "4a3 3 0 0 1-3-3V4a3 3 0 0 1 3-3z";

/** The theme that a pin shows: the one that the list puts it under, else one that is asked for, else its first. */
function themeOf(its, point, chosen) {
  return its.find(({ code }) => code === point.theme) ?? its.find(({ code }) => chosen.includes(code)) ?? its[0];
}

/** The pin of a place, its number beside the pictogram of its theme, and the names of its themes. */
function pin(point, { themes = [], chosen = [], sprite }) {
  const its = themes.filter(({ code }) => point.themes?.includes(code));
  const { code = "", couleur, pictogramme = "pin" } = themeOf(its, point, chosen) ?? {};
  const drawn = svg(
    "svg", { class: "pin", width: WIDE, height: HIGH, viewBox: `0 0 ${WIDE} ${HIGH}` },
    svg("line", { class: "pin__line" }),
    svg("circle", { class: "pin__dot", r: 4 }),
    svg("path", { class: "pin__shape", ...(couleur && { fill: couleur }) }),
    svg("use", { class: "pin__theme", href: `${sprite}#${pictogramme}`, "data-theme": code, x: point.n ? 6 : 16, y: 6, width: 16, height: 16 }),
    svg("text", { class: "pin__number", x: 34, y: 14, dy: "0.36em" }, point.n),
  );
  return { drawn, names: its.map(({ nom }) => nom).join(", ") };
}

/** Put a pin that far from its place: its tail, or a line to it. */
function push(drawn, marker, { x, y }) {
  const icon = marker.getElement();
  icon.style.marginLeft = `${x - WIDE / 2}px`;
  icon.style.marginTop = `${y - HIGH}px`;
  const away = Math.hypot(x, y) > POINTS_WITHIN;
  const place = { x: WIDE / 2 - x, y: HIGH - y };
  drawn.classList.toggle("pin--away", away);
  drawn.querySelector("path").setAttribute("d", PILL + (away ? "" : "30l-6 8-6-8H") + END);
  for (const [name, value] of Object.entries({ x1: place.x, y1: place.y, x2: WIDE / 2, y2: HIGH / 2 })) {
    drawn.querySelector("line").setAttribute(name, value);
  }
  drawn.querySelector("circle").setAttribute("cx", place.x);
  drawn.querySelector("circle").setAttribute("cy", place.y);
}

/**
 * Draw `points` on `map`: the bounds of them all, the boxes of their pins in pixels of the map's layers, and what lights
 * one or takes them all away. `below(point)` shows the card of a pin where the list is not seen, and says whether it did.
 */
export function addMarkers(map, points, legend = {}, below = () => false) {
  const bounds = L.latLngBounds([]);
  const drawings = [];
  const links = points.map((point, index) => {
    const { drawn, names } = pin(point, legend);
    drawings.push(drawn);
    const title = (point.n ? `${point.n}. ${point.nom}` : point.nom) + (names ? ` (${names})` : "");
    const icon = L.divIcon({
      className: point.confidentiel ? "marker screen-only" : "marker", html: drawn, iconSize: [WIDE, HIGH], iconAnchor: [WIDE / 2, HIGH],
    });
    // Keyboards and screen readers have the list: the map stays one tab stop. Its first lie above others.
    const marker = L.marker([point.lat, point.lon], {
      icon, title, alt: title, keyboard: false, riseOnHover: true, zIndexOffset: -100 * (point.n || 0),
    }).addTo(map);
    bounds.extend(marker.getLatLng());
    return link(marker, point, below, () => tell(index, names));
  });
  let pushed = [];
  const tell = async (index, names) => {
    const { tellPoint } = await import("./popup.js");
    const { x, y } = pushed[index];
    tellPoint(map, links[index].marker.getLatLng(), points[index], names, [x, y - HIGH + 6]);
  };
  const layOut = () => {
    pushed = apart(links.map(({ marker }) => map.project(marker.getLatLng()).round()), WIDE, HIGH, GAP);
    links.forEach(({ marker }, i) => push(drawings[i], marker, pushed[i]));
  };
  layOut();
  map.on("zoomend", layOut);
  return {
    bounds,
    markers: links.map(({ marker }) => marker),
    boxes: () => links.map(({ marker }, i) => {
      const { x, y } = map.latLngToLayerPoint(marker.getLatLng()).add(pushed[i]);
      return { left: x - WIDE / 2, top: y - HIGH, right: x + WIDE / 2, bottom: y };
    }),
    choose: (id) => links.forEach((each) => each.choose(each.point.id === id)),
    remove: () => {
      map.off("zoomend", layOut);
      links.forEach((each) => each.remove());
    },
  };
}

function link(marker, point, below, tell) {
  const card = point.n ? document.getElementById(`structure-${point.n}`) : null;
  let chosen = false;
  let pointed = false;
  const show = () => {
    marker.getElement()?.classList.toggle("marker--lit", pointed || chosen);
    marker.setZIndexOffset(pointed || chosen ? 10_000 : -100 * (point.n || 0));
    card?.classList.toggle("card--lit", pointed || chosen);
  };
  const light = (on) => { pointed = on; show(); };
  const leaving = new AbortController();
  const on = (name, value) => card?.addEventListener(name, () => light(value), { signal: leaving.signal });
  for (const event of ["mouseenter", "focusin"]) on(event, true);
  for (const event of ["mouseleave", "focusout"]) on(event, false);
  const choose = (yes) => { chosen = yes; show(); };
  if (card) {
    marker.on("mouseover", () => light(true));
    marker.on("mouseout", () => light(false));
  }
  marker.on("click", () => {
    if (card && below(point, card)) return;
    if (card && card.offsetParent !== null) goToCard(card);
    else tell();
  });
  return { marker, point, choose, remove: () => { leaving.abort(); marker.remove(); } };
}

function goToCard(card) {
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  card.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  card.querySelector("a").focus({ preventScroll: true });
}
