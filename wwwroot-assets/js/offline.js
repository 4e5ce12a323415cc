// Fills the offline page with the card that this device remembers for the wallet in the address.

const cardOf = (slug) => {
  try {
    return JSON.parse(localStorage.getItem(`wallet-card:${slug}`));
  } catch {
    return null; // storage is forbidden, or holds something else: as if there were none
  }
};

// A network that is back need not reach the portal yet: it is asked, ever more seldom, until it answers.
const reloadOnceBack = () => {
  const longest = 30000;
  let wait = 500;
  let next = 0;
  const ask = async () => {
    const answered = navigator.onLine && (await fetch("/healthz/live", { cache: "no-store" }).then((answer) => answer.ok, () => false));
    if (answered) return location.reload();
    wait = Math.min(2 * wait, longest);
    next = setTimeout(ask, wait);
  };
  addEventListener("online", () => {
    clearTimeout(next);
    wait = 500;
    ask();
  });
  next = setTimeout(ask, wait);
};

export const show = (page) => {
  const at = (name) => page.querySelector(`[data-offline-${name}]`);
  at("retry").addEventListener("click", () => location.reload());
  if (location.pathname.startsWith("/w/")) reloadOnceBack(); // at its own address it stands in nobody's place
  const card = cardOf(location.pathname.split("/")[2] ?? "");
  if (!card) return;
  const frame = at("card");
  if (card.colour) {
    frame.style.background = card.colour;
    frame.style.color = card.onColour;
  }
  at("merchant").textContent = card.merchant;
  at("code").textContent = card.code;
  at("qr").setAttribute("viewBox", `0 0 ${card.size} ${card.size}`);
  at("qr").querySelector("path").setAttribute("d", card.path);
  frame.hidden = false;
  at("amount").textContent = card.points;
  const when = new Date(card.asOf).toLocaleString(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });
  at("when").textContent = page.dataset.asOf.replace("{when}", when);
  at("points").hidden = false;
  at("known").hidden = false;
  at("unknown").hidden = true;
};
