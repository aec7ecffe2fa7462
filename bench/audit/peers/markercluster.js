// As the documentation of Leaflet.markercluster recommends for many markers: one group, filled in one call and
// in chunks, emptied and filled again for another set.
import { map, start } from "./map.js";

let done = null;
const chunkProgress = (processed, total) => processed === total && done?.();
const group = L.markerClusterGroup({ chunkedLoading: true, chunkProgress }).addTo(map);

await start((places) => new Promise((resolve) => {
  done = resolve;
  group.clearLayers();
  group.addLayers(
    L.geoJSON(places, { onEachFeature: (place, marker) => marker.bindPopup(place.properties.nom) }).getLayers(),
  );
}));
