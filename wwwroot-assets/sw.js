// The wallet without a network. It keeps one page that holds nobody's data, and the files which that page is made of; never a wallet's page, never an answer
// with somebody's data in it. The page itself fills in the card that the device remembers.

const version = "1";
const shell = `wallet-shell-${version}`;
const offlinePage = "/offline-card";

// What the page's scripts ask for themselves.
const scripts = ["/js/shell.js", "/js/offline.js"];

const filesOf = (html) => [...html.matchAll(/(?:href|src)="([^"#]+?\.(?:css|js|svg|woff2)(?:\?[^"#]*)?)(?:#[^"]*)?"/g)]
  .map((found) => new URL(found[1], self.location.origin))
  .filter((url) => url.origin === self.location.origin)
  .map(String);

/** Fetches the page and its files anew; keeps the old ones when anything is missing. */
const keep = async () => {
  const page = await fetch(offlinePage, { cache: "no-store" });
  if (!page.ok || page.redirected) throw new Error(`${offlinePage} answered ${page.status}`);
  const files = [...new Set([...filesOf(await page.clone().text()), ...scripts.map((script) => new URL(script, self.location.origin).href)])];
  const answers = await Promise.all(files.map(async (file) => [file, await fetch(file)]));
  const lost = answers.find(([, answer]) => !answer.ok);
  if (lost) throw new Error(`${lost[0]} answered ${lost[1].status}`);
  const cache = await caches.open(shell);
  for (const old of await cache.keys()) {
    if (old.url !== new URL(offlinePage, self.location.origin).href && !files.includes(old.url)) await cache.delete(old);
  }
  await Promise.all(answers.map(([file, answer]) => cache.put(file, answer)));
  await cache.put(offlinePage, page);
};

self.addEventListener("install", (event) => event.waitUntil(keep().then(() => self.skipWaiting())));

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) {
    if (name.startsWith("wallet-") && name !== shell) await caches.delete(name);
  }
  await self.clients.claim();
})()));

// A wallet was opened with a network: the language or the files may have changed. Without one, what is kept stays.
self.addEventListener("message", (event) => {
  if (event.data === "refresh") event.waitUntil(keep().catch(() => undefined));
});

const kept = async (name) => (await (await caches.open(shell)).match(name)) ?? Response.error();

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    if (url.pathname.startsWith("/w/")) event.respondWith(fetch(request).catch(() => kept(offlinePage)));
  } else if (["style", "script", "font", "image"].includes(request.destination) && !url.pathname.startsWith("/w/")) {
    event.respondWith(fetch(request).catch(() => kept(request.url)));
  }
});
