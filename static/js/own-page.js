// SPDX-License-Identifier: AGPL-3.0-or-later
// A structure on its own page. Where the search had opened it beside the map and it was loaded anew since, the steps
// of the history around it are those of the search: the browser changes the address alone, and not the page.
const withoutHash = (url) => String(url).split("#")[0];
const [loaded] = performance.getEntriesByType("navigation");
const ours = withoutHash(loaded?.name.startsWith(location.origin) ? loaded.name : location.href);
const stay = () => { if (withoutHash(location.href) !== ours) location.reload(); };

addEventListener("popstate", stay);
// A step that was taken before this was there; once is enough, whatever a browser says that it loaded.
if (loaded?.type !== "reload") stay();
