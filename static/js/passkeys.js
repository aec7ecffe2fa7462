// SPDX-License-Identifier: AGPL-3.0-or-later
// Passkeys: forms marked `data-passkey` ask the device before they are sent. `create` makes one, `get` shows one;
// what the device is asked is in the page (`data-options`, the id of its JSON) or at an address (`data-options-url`).

const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (character) => character.charCodeAt(0));

const encode = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer)))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const withIds = (list) => list?.map((one) => ({ ...one, id: decode(one.id) }));

// As `PublicKeyCredential.parseCreationOptionsFromJSON` and its like, which browsers of before 2025 do not have.
export function asked({ publicKey }) {
  const options = { ...publicKey, challenge: decode(publicKey.challenge) };
  if (publicKey.user) options.user = { ...publicKey.user, id: decode(publicKey.user.id) };
  for (const name of ["excludeCredentials", "allowCredentials"]) {
    if (publicKey[name]) options[name] = withIds(publicKey[name]);
  }
  return { publicKey: options };
}

const BYTES = ["attestationObject", "clientDataJSON", "authenticatorData", "signature", "userHandle"];

export function answered(credential) {
  const response = {};
  for (const name of BYTES) {
    if (credential.response[name]) response[name] = encode(credential.response[name]);
  }
  if (credential.response.getTransports) response.transports = credential.response.getTransports();
  return {
    id: credential.id,
    rawId: encode(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  };
}

async function optionsOf(form) {
  const { options, optionsUrl } = form.dataset;
  if (options) return JSON.parse(document.getElementById(options).textContent);
  const answer = await fetch(optionsUrl, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  return (await answer.json()).request_options;
}

async function askTheDevice(form) {
  const options = asked(await optionsOf(form));
  const credential = await navigator.credentials[form.dataset.passkey](options);
  form.elements.credential.value = JSON.stringify(answered(credential));
}

function enhance(form) {
  const show = (name, isShown) => {
    const said = form.querySelector(`[data-passkey-${name}]`);
    if (said) said.hidden = !isShown;
  };
  if (!window.PublicKeyCredential) {
    show("unknown", true);
    form.querySelector("[type=submit]").disabled = true;
    return;
  }
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    show("failed", false);
    const button = form.querySelector("[type=submit]");
    button.disabled = true;
    try {
      await askTheDevice(form);
      form.submit();
    } catch {
      show("failed", true);
      button.disabled = false;
      button.focus();
    }
  });
}

if (typeof document !== "undefined") document.querySelectorAll("[data-passkey]").forEach(enhance);
