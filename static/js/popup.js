// SPDX-License-Identifier: AGPL-3.0-or-later
// What a small window over the map tells of a place, loaded when somebody looks at one.
import { say } from "./words.js";

// Of what lies over the map: the panel's button, what is counted.
const CLEAR = { autoPanPaddingTopLeft: [12, 12], autoPanPaddingBottomRight: [12, 72] };

function line(content, className = "") {
  const made = document.createElement("p");
  made.append(content);
  if (className) made.className = className;
  return made;
}

function named(tag, name, href = "") {
  const made = document.createElement(tag);
  made.lang = "fr";
  made.textContent = name;
  if (href) made.href = href;
  return made;
}

function call(text, href) {
  const made = document.createElement("a");
  made.href = href;
  made.textContent = text;
  made.dir = "ltr";
  return made;
}

function service({ nom, dit }) {
  const all = document.createDocumentFragment();
  all.append(named("bdi", nom));
  if (dit) all.append(document.createElement("br"), dit);
  return all;
}

function open(map, at, lines, options) {
  const box = document.createElement("div");
  // The map reads from the left in every language, and what it says does not.
  box.dir = document.documentElement.dir;
  box.append(...lines.filter(Boolean).map((each) => (each.nodeName === "P" ? each : line(each))));
  return L.popup({ ...CLEAR, ...options }).setLatLng(at).setContent(box).openOn(map);
}

/** A place of the list's page, or of the page itself: `point` is what the page says of it. */
export function tellPoint(map, at, point, themes, offset) {
  const { telephone } = point;
  open(map, at, [
    named(point.url ? "a" : "strong", point.nom, point.url),
    point.distance,
    ...(point.services ?? []).map(service),
    point.horaires,
    themes,
    telephone && call(telephone.text, telephone.href),
    point.note && line(point.note, "note"),
  ], { offset });
}

/** Another place; how far it is and its hours are said by its page at `url`. */
export async function tellPlace(map, at, place, url) {
  const { telephone } = place;
  const popup = open(map, at, [
    named("a", place.nom, url),
    place.parts.map(({ nom }) => nom).join(", "),
    telephone && call(telephone, `tel:${telephone.replace(/[^+\d]/g, "")}`),
    place.adresse_confidentielle && line(say("confidential"), "note"),
  ], { offset: [0, -8] });
  try {
    popup.getContent().append(...(await moreOf(url)).map((each) => line(each)));
    popup.update();
  } catch {
    // Without them the rest is there, and the page that the name leads to.
  }
}

/** What is held at one place in the weeks to come. */
export function tellEvents(map, at, held) {
  open(map, at, held.flatMap(({ nom, url, quand, lieu, note }, index) => [
    index > 0 && document.createElement("hr"),
    named("a", nom, url),
    [quand, lieu].filter(Boolean).join(" · "),
    note && line(note, "note"),
  ]), { offset: [0, -8], maxHeight: 260 });
}

/** Several places that no closer look tells apart. */
export function offerAround(map, at, title, url) {
  const around = document.createElement("a");
  around.href = url;
  around.textContent = say("searchHere");
  open(map, at, [title, around], { offset: [0, -8] });
}

/** Worked out for the one that is looked at, not for all in view. */
async function moreOf(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${answer.status} ${url}`);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return [...page.querySelectorAll("[data-distance], [data-hours]")].map((said) => said.textContent.trim().replace(/\s+/g, " "));
}
