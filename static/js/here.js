// SPDX-License-Identifier: AGPL-3.0-or-later
// Which search the page lists, in its address, and those that it leads to.
const form = document.querySelector("form[role=search]");

export const withoutHash = (url) => String(url).split("#")[0];

export const listed = { address: withoutHash(location.href) };

const results = document.getElementById("resultats");
let way = null;

/** One way at a time: whatever the page was on its way to is given up. Returns the signal of the new way. */
export function setOut() {
  way?.abort();
  way = new AbortController();
  results.setAttribute("aria-busy", "false");
  return way.signal;
}

/** The controls of the form say what the page's address asks, and not what was touched since without being sent. */
export function sayAsked() {
  form.reset();
}

/** Whether `url` is a search of this page. */
export function isSearch(url) {
  return url.origin === location.origin && url.pathname === new URL(form.action).pathname;
}

/** The link to the search of the form around a point. */
export function searchAround(lat, lon, decimals) {
  const query = new URLSearchParams(new FormData(form));
  for (const name of ["adresse", "commune", "epci", "departement", "territoire", "lat", "lon", "lieu"]) query.delete(name);
  query.set("lat", lat.toFixed(decimals));
  query.set("lon", lon.toFixed(decimals));
  return `${form.getAttribute("action")}?${query}`;
}

/** Say in the page's address, and in that of its other languages, from how near the map is looked at. */
export function lookFrom(zoom) {
  const url = new URL(location.href);
  if (!isSearch(url) || !url.searchParams.has("lat")) return;
  url.searchParams.set("zoom", zoom);
  url.search = url.search.replaceAll("%2C", ",");
  history.replaceState(history.state, "", url);
  listed.address = withoutHash(url);
  for (const version of document.querySelectorAll("#langues a")) version.search = url.search;
}
