// SPDX-License-Identifier: AGPL-3.0-or-later
// Numbered markers: the list's page on the map, each tied both ways to its card.
const SVG = "http://www.w3.org/2000/svg";

function text(tag, content, className = "") {
  const element = document.createElement(tag);
  element.textContent = content;
  if (className) element.className = className;
  return element;
}

function popup(point) {
  const box = document.createElement("div");
  const name = text(point.url ? "a" : "strong", point.nom);
  name.lang = "fr";
  if (point.url) name.href = point.url;
  box.append(name);
  if (point.distance) box.append(text("p", point.distance));
  for (const { nom, dit } of point.services ?? []) {
    const service = text("p", "");
    const called = text("bdi", nom);
    called.lang = "fr";
    service.append(called);
    if (dit) service.append(document.createElement("br"), dit);
    box.append(service);
  }
  if (point.horaires) box.append(text("p", point.horaires));
  if (point.telephone) {
    const line = text("p", "");
    const call = text("a", point.telephone.text);
    call.href = point.telephone.href;
    call.dir = "ltr";
    line.append(call);
    box.append(line);
  }
  if (point.note) box.append(text("p", point.note, "note"));
  return box;
}

/** The numbered pin of a place, with the pictogram of its theme: that of the search, else its first. */
function pin(point, { themes = [], chosen = [], sprite }) {
  const its = themes.filter(({ code }) => point.themes?.includes(code));
  const first = its.find(({ code }) => chosen.includes(code)) ?? its[0];
  const number = text("span", String(point.n));
  const names = its.map(({ nom }) => nom).join(", ");
  if (!first) return { html: number, names };
  const html = document.createElement("div");
  const badge = text("i", "", `marker__theme theme__icon theme__icon--${first.code}`);
  const drawn = document.createElementNS(SVG, "svg");
  drawn.classList.add("icon");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite}#${first.pictogramme}`);
  drawn.append(use);
  badge.append(drawn);
  html.append(number, badge);
  return { html, names };
}

/** Draw `points` on `map`: the bounds of them all, and what lights one or takes them all away. */
export function addMarkers(map, points, legend = {}) {
  const bounds = L.latLngBounds([]);
  const links = points.map((point) => {
    const { html, names } = pin(point, legend);
    const title = (point.n ? `${point.n}. ${point.nom}` : point.nom) + (names ? ` (${names})` : "");
    const icon = L.divIcon({
      className: `marker${point.n ? "" : " marker--plain"}`,
      html,
      iconSize: [30, 38],
      iconAnchor: [15, 37],
      popupAnchor: [0, -34],
    });
    // The list is the way in for keyboards and screen readers: the map stays one tab stop. The first
    // of the list lie above the others.
    const marker = L.marker([point.lat, point.lon], {
      icon, title, alt: title, keyboard: false, riseOnHover: true, zIndexOffset: -100 * (point.n || 0),
    }).addTo(map);
    bounds.extend(marker.getLatLng());
    return link(marker, point);
  });
  return {
    bounds,
    choose: (id) => links.forEach((each) => each.choose(each.point.id === id)),
    remove: () => links.forEach((each) => each.remove()),
  };
}

function link(marker, point) {
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
  marker.bindPopup(() => popup(point));
  if (card) {
    marker.on("mouseover", () => light(true));
    marker.on("mouseout", () => light(false));
    marker.off("click");
    marker.on("click", () => goToCard(marker, card));
  }
  return {
    point,
    choose: (yes) => { chosen = yes; show(); },
    remove: () => { leaving.abort(); marker.remove(); },
  };
}

function goToCard(marker, card) {
  if (card.offsetParent === null) {
    // On a phone the list is hidden while the map shows; beside an open structure too.
    marker.openPopup();
    return;
  }
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  card.scrollIntoView({ block: "center", behavior: calm ? "auto" : "smooth" });
  card.querySelector("a").focus({ preventScroll: true });
}
