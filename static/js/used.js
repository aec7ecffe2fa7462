// SPDX-License-Identifier: AGPL-3.0-or-later
// What is done with an answer, told to the site as one number more: a call, a way there, a print. Nothing says who;
// each counts once a page. Without scripts nothing is counted.
const told = new Set();
const STRUCTURE = /\/structures\/(\d+)/;

function numberIn(address) {
  return STRUCTURE.exec(address ?? "")?.[1];
}

/** The number of the structure that a link is about: of the page, else of what it stands in. */
function structureOf(link) {
  const around = link.closest(".card, .leaflet-popup, .sheet[data-id], [data-structure]");
  return numberIn(location.pathname) ?? around?.dataset.id ?? around?.dataset.structure ?? numberIn(around?.querySelector("a[href*='/structures/']")?.href);
}

function actOf(link) {
  if (link.protocol === "tel:") return "appel";
  return link.protocol === "geo:" || link.href.startsWith("https://www.openstreetmap.org/directions") ? "itineraire" : "";
}

function tell(act, structure) {
  const said = `${act} ${structure}`;
  if (!structure || told.has(said)) return;
  told.add(said);
  const themes = new URLSearchParams(location.search).getAll("theme");
  navigator.sendBeacon?.("/usage/", new URLSearchParams({ acte: act, structure, theme: themes.length === 1 ? themes[0] : "" }));
}

document.addEventListener("click", (event) => {
  const link = event.target.closest?.("a[href]");
  const act = link && actOf(link);
  if (act) tell(act, structureOf(link));
});

addEventListener("beforeprint", () => {
  const chosen = document.querySelectorAll(".handout [data-structure]");
  const printed = chosen.length ? [...chosen].map((one) => one.dataset.structure) : [numberIn(location.pathname)];
  for (const structure of printed) tell("imprime", structure);
});
