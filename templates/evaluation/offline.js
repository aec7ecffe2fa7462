// SPDX-License-Identifier: AGPL-3.0-or-later
// A worker of one grid's addresses: without the network they say that what was counted waits, and keep nothing of any page.
const PAGE = `<!doctype html>
<html lang="fr">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Hors ligne</title>
<h1>Hors ligne : ce qui est compté attend ici</h1>
<p>Rien n’est perdu : ce que vous avez compté est gardé sur cet appareil. Rouvrez cette page ou Mon espace quand le réseau revient, et ce qui attend partira.</p>
<p><a href="">Réessayer</a></p>
`;
const HEADERS = { "content-type": "text/html; charset=utf-8", "content-security-policy": "default-src 'none'" };

self.addEventListener("fetch", (event) => {
  const { method, mode } = event.request;
  if (mode === "navigate" && method === "GET") {
    event.respondWith(fetch(event.request).catch(() => new Response(PAGE, { status: 503, headers: HEADERS })));
  }
});
