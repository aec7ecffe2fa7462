// SPDX-License-Identifier: AGPL-3.0-or-later
// Placing and moving hypothetical sites on the map: each change is a link, which the server answers.
const data = JSON.parse(document.getElementById("territoire-donnees").textContent);
const element = document.getElementById("territoire-carte");

/** Go to the same attempt with these sites. */
function goTo(sites) {
  const address = new URL(location.href);
  address.searchParams.delete("site");
  address.searchParams.delete("lieu");
  for (const { lat, lon, nom } of sites) address.searchParams.append("site", `${lat.toFixed(5)},${lon.toFixed(5)},${nom}`);
  location.assign(address);
}

element?.addEventListener("territoire:prete", ({ detail: { map, markers, nameAt } }) => {
  if (!data.edition) return;
  map.on("click", ({ latlng }) => {
    const { lat, lng: lon } = latlng.wrap();
    goTo([...data.sites, { lat, lon, nom: nameAt(latlng) ?? `${lat.toFixed(3)} ${lon.toFixed(3)}` }]);
  });
  markers.forEach((marker, index) => {
    marker.dragging.enable();
    marker.on("dragend", () => {
      const latlng = marker.getLatLng().wrap();
      const moved = { lat: latlng.lat, lon: latlng.lng, nom: nameAt(latlng) ?? data.sites[index].nom };
      goTo(data.sites.map((site, other) => (other === index ? moved : site)));
    });
  });
});
