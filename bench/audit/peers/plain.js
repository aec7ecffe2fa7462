// As Leaflet's own tutorial « Using GeoJSON with Leaflet » draws points.
import { map, start } from "./map.js";

let layer = null;

await start(async (places) => {
  layer?.remove();
  layer = L.geoJSON(places, { onEachFeature: (place, marker) => marker.bindPopup(place.properties.nom) }).addTo(map);
});
