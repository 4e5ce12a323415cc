// Passkeys: making one for the signed-in person, and signing in with one. Loaded by shell.js only where a page has a use for it.

const toBytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const toText = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
const withBytes = (credentials) => (credentials ?? []).map((credential) => ({ ...credential, id: toBytes(credential.id) }));

/** What the portal answers is in the reader's language; what a browser complains of is not. */
class Said extends Error {}

const post = async (address, form, fields) => {
  const body = new FormData(form);
  for (const [name, value] of Object.entries(fields ?? {})) body.set(name, value);
  const answer = await fetch(address, { method: "POST", body, redirect: "error" });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Said(said.message ?? "");
  return said;
};

const credentialJson = (credential) => {
  const { response } = credential;
  const parts = { clientDataJSON: toText(response.clientDataJSON) };
  for (const name of ["attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (response[name]) parts[name] = toText(response[name]);
  }
  if (response.getTransports) parts.transports = response.getTransports();
  return JSON.stringify({
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment ?? undefined,
    clientExtensionResults: credential.getClientExtensionResults(),
    response: parts,
  });
};

const deviceName = () => navigator.userAgentData?.platform || navigator.platform || "";

const say = (place, text) => {
  const problem = place.querySelector("[data-passkey-problem]");
  if (problem) problem.textContent = text;
};

// Turning back is no failure.
const turnedBack = (error) => error.name === "NotAllowedError" || error.name === "AbortError";

const tell = (place, error) => {
  if (!turnedBack(error)) say(place, (error instanceof Said && error.message) || place.dataset.problem);
};

/** Makes a passkey for the signed-in person, and shows the page anew with it. */
export const add = async (button) => {
  const place = button.closest("[data-passkeys]");
  const form = place.querySelector("form.passkey-form");
  button.disabled = true;
  say(place, "");
  try {
    const options = await post("/account/passkeys/options", form);
    const credential = await navigator.credentials.create({
      publicKey: {
        ...options,
        challenge: toBytes(options.challenge),
        user: { ...options.user, id: toBytes(options.user.id) },
        excludeCredentials: withBytes(options.excludeCredentials),
      },
    });
    await post("/account/passkeys/add", form, { credential: credentialJson(credential), name: deviceName() });
    location.reload();
  } catch (error) {
    tell(place, error);
    button.disabled = false;
  }
};

let waiting = null;

const signInWith = async (place, mediation) => {
  waiting?.abort();
  const mine = (waiting = new AbortController());
  say(place, "");
  try {
    const form = place.querySelector("form");
    const options = await post("/account/passkeys/request", form);
    const credential = await navigator.credentials.get({
      mediation,
      signal: mine.signal,
      publicKey: { ...options, challenge: toBytes(options.challenge), allowCredentials: withBytes(options.allowCredentials) },
    });
    const { to } = await post("/account/passkeys/sign-in", form, { credential: credentialJson(credential) });
    location.assign(to);
  } catch (error) {
    // An offer that nobody asked for fails silently: there is the button, and the password.
    if (mediation === "conditional" && !(error instanceof Said)) return;
    tell(place, error);
    if (waiting === mine && mediation !== "conditional") offer();
  }
};

/** Signs in by the button. */
export const signIn = (button) => signInWith(button.closest("[data-passkey-place]"), "optional");

/** Lets the browser offer passkeys where the e-mail address is typed, where it can. */
export const offer = async () => {
  const place = document.querySelector("[data-passkey-place]");
  if (!place || !(await window.PublicKeyCredential?.isConditionalMediationAvailable?.())) return;
  await signInWith(place, "conditional");
};
