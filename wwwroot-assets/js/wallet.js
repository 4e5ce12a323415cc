// What the wallet needs of the browser: sharing an address, and knowing that it is installed as an app.

/** Opens the browser's share sheet, or copies the address where there is none. "shared", "copied", "cancelled" or "failed". */
export const share = async (title, text, url) => {
  if (navigator.share) {
    try {
      await navigator.share({ title, text, url });
      return "shared";
    } catch (error) {
      if (error.name === "AbortError") return "cancelled";
      // The sheet cannot be opened here: copy instead.
    }
  }
  try {
    await navigator.clipboard.writeText(url);
    return "copied";
  } catch {
    return "failed";
  }
};

const runsAsApp = () => matchMedia("(display-mode: standalone)").matches || navigator.standalone === true;

const known = (name) => {
  try {
    return localStorage.getItem(name) !== null;
  } catch {
    return false;
  }
};

const remember = (name) => {
  try {
    localStorage.setItem(name, "1");
  } catch {
    // A browser that forbids it tells again next time: it is recorded once all the same.
  }
};

/** Tells the listener once when the wallet is, or becomes, an app on this device; and gives back what ends the watching. */
export const watchInstall = (listener, name) => {
  const tell = async () => {
    if (await listener.invokeMethodAsync("Installed")) remember(name);
  };
  if (!known(name) && runsAsApp()) tell();
  const installed = () => tell();
  window.addEventListener("appinstalled", installed);
  return { stop: () => window.removeEventListener("appinstalled", installed) };
};

/** Remembers the card for when there is no network, and lets the service worker keep the page to show it on. One person's cards only. */
export const keepCard = async (card) => {
  try {
    for (const name of Object.keys(localStorage).filter((key) => key.startsWith("wallet-card:"))) {
      if (JSON.parse(localStorage.getItem(name))?.owner !== card.owner) localStorage.removeItem(name);
    }
    localStorage.setItem(`wallet-card:${card.slug}`, JSON.stringify(card));
    if (!navigator.serviceWorker) return;
    const known = await navigator.serviceWorker.getRegistration("/w/");
    const registration = known ?? await navigator.serviceWorker.register("/sw.js", { scope: "/w/", updateViaCache: "none" });
    if (known) registration.active?.postMessage("refresh");
  } catch {
    // A browser that forbids storage, or a page without HTTPS: the wallet works, only not without a network.
  }
};
