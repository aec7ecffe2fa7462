// An OpenID Connect server on loopback that others wrote, `oidc-provider`, set up to do as ProConnect does: who
// somebody is comes as a signed token, of claims of its own, each with its scope, and `acr_values` is `eidas1`.
// Told by the environment: CLIENT_ID and CLIENT_SECRET of the site, BACK and HOME, the addresses that it declares,
// and PERSON, the JSON file that says who signs in, read anew each time. Prints its address; ends with its input.
import { generateKeyPairSync, randomBytes } from "node:crypto";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

import Provider from "oidc-provider";

const { CLIENT_ID, CLIENT_SECRET, BACK, HOME, PERSON } = process.env;
const CLAIMS = ["email", "given_name", "usual_name", "siret"];

// Whoever signed in, by `sub`.
const people = new Map();

function signingKey() {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: "a", use: "sig", alg: "RS256" };
}

function configuration() {
  const day = 86400;
  return {
    clients: [
      {
        client_id: CLIENT_ID,
        client_secret: CLIENT_SECRET,
        token_endpoint_auth_method: "client_secret_post",
        redirect_uris: [BACK],
        post_logout_redirect_uris: [HOME],
        id_token_signed_response_alg: "RS256",
        userinfo_signed_response_alg: "RS256",
      },
    ],
    acrValues: ["eidas1"],
    // Each claim has a scope of its name; `amr` is told to whoever asks for it by `claims`.
    claims: { acr: null, amr: null, ...Object.fromEntries(CLAIMS.map((name) => [name, [name]])) },
    scopes: ["openid"],
    features: {
      claimsParameter: { enabled: true },
      devInteractions: { enabled: false },
      jwtUserinfo: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (context, form) => {
          context.body = `<!DOCTYPE html><title>Sign out</title>${form}`;
        },
      },
    },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => people.get(sub) }),
    interactions: { url: (_context, interaction) => `/interaction/${interaction.uid}` },
    pkce: { required: () => false },
    jwks: { keys: [signingKey()] },
    cookies: { keys: [randomBytes(16).toString("hex")] },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: day, IdToken: 60, Interaction: 600, Session: day },
  };
}

// Sign in and consent at once, as the person of the moment.
async function interact(provider, request, response) {
  const { params } = await provider.interactionDetails(request, response);
  const { amr, ...person } = JSON.parse(readFileSync(PERSON, "utf8"));
  people.set(person.sub, person);
  const grant = new provider.Grant({ accountId: person.sub, clientId: params.client_id });
  grant.addOIDCScope(params.scope);
  grant.addOIDCClaims(["acr", "amr"]);
  await provider.interactionFinished(request, response, {
    login: { accountId: person.sub, acr: params.acr_values, amr },
    consent: { grantId: await grant.save() },
  });
}

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const issuer = `http://127.0.0.1:${server.address().port}`;
  const provider = new Provider(issuer, configuration());
  provider.on("server_error", (_context, error) => console.error(error));
  const answer = provider.callback();
  server.on("request", (request, response) => {
    if (!request.url.startsWith("/interaction/")) {
      answer(request, response);
      return;
    }
    interact(provider, request, response).catch((error) => {
      console.error(error);
      response.writeHead(500).end();
    });
  });
  console.log(issuer);
});
process.stdin.on("end", () => process.exit()).resume();
