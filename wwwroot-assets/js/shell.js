// What the shell does in the browser without asking the server: theme, drawer, menus, dialogs, shortcuts.
// One listener per event on the document, so that it serves static pages and circuits alike.

const root = document.documentElement;

const remember = (name, value) => {
  const life = value ? 31536000 : 0;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value ?? ""}; Path=/; Max-Age=${life}; SameSite=Lax${secure}`;
};

// ---- Theme and navigation -------------------------------------------------------------------------------------------

const setTheme = (theme) => {
  if (theme === "system") {
    delete root.dataset.theme;
    remember("theme", null);
  } else {
    root.dataset.theme = theme;
    remember("theme", theme);
  }
};

const setRail = (rail) => {
  if (rail) root.dataset.nav = "rail";
  else delete root.dataset.nav;
  remember("nav", rail ? "rail" : null);
  document.querySelectorAll("[data-nav-toggle]").forEach((button) => button.setAttribute("aria-expanded", String(!rail)));
};

let drawerOpener = null;

const setDrawer = (open) => {
  const wasOpen = root.dataset.drawer === "open";
  if (open === wasOpen) return;
  const main = document.querySelector(".shell-main");
  if (open) {
    drawerOpener = document.activeElement;
    root.dataset.drawer = "open";
    main?.setAttribute("inert", "");
    document.querySelector(".shell-nav a, .shell-nav button")?.focus();
  } else {
    delete root.dataset.drawer;
    main?.removeAttribute("inert");
    drawerOpener?.focus();
  }
};

// ---- Dialogs --------------------------------------------------------------------------------------------------------

export const openDialog = (dialog) => {
  if (!dialog || dialog.open) return;
  dialog.showModal();
  dialog.querySelector("[autofocus]")?.focus();
};

export const closeDialog = (dialog) => {
  if (dialog?.open) dialog.close();
};

const openById = (id) => {
  const dialog = document.getElementById(id);
  if (!dialog) return false;
  openDialog(dialog);
  const input = dialog.querySelector("input");
  if (input) {
    input.value = "";
    input.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return true;
};

/** Says no more than that somebody is there. */
export const answer = () => {};

/** Keeps the chosen row of a list in sight; called after the row changed. */
export const reveal = (id) => document.getElementById(id)?.scrollIntoView({ block: "nearest" });

/** Gives the caret to an element, where it is there. */
export const focus = (id) => document.getElementById(id)?.focus();

/** Copies text; false where the browser refuses. */
export const copy = async (text) => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
};

// ---- Clicks ---------------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const at = (selector) => event.target.closest?.(selector);

  const skip = at(".skip-link");
  if (skip) {
    event.preventDefault();
    event.stopPropagation();
    document.getElementById("main")?.focus();
    return;
  }

  const theme = at("[data-theme-set]");
  if (theme) setTheme(theme.dataset.themeSet);
  if (at("[data-nav-toggle]")) setRail(root.dataset.nav !== "rail");
  if (at("[data-drawer-open]")) setDrawer(true);
  if (at("[data-drawer-close]")) setDrawer(false);

  const opener = at("[data-dialog-open]");
  if (opener) openById(opener.dataset.dialogOpen);
  const closer = at("[data-dialog-close]");
  if (closer) closeDialog(closer.closest("dialog"));

  // On a rail there is no room for a group's pages: its icon widens the navigation first.
  const group = at(".nav-group > summary");
  if (group && root.dataset.nav === "rail") {
    setRail(false);
    if (group.parentElement.open) event.preventDefault();
  }

  if (at(".shell-nav a")) setDrawer(false);
  if (at(".menu a, .menu [data-menu-close], .menu button.menu-item")) at(".menu")?.hidePopover?.();

  // A click on a modal dialog's backdrop closes it, where the dialog says so.
  if (event.target instanceof HTMLDialogElement && event.target.hasAttribute("data-light-dismiss")) {
    const box = event.target.getBoundingClientRect();
    const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
    if (!inside) event.target.close();
  }
}, true);

// ---- Menus ----------------------------------------------------------------------------------------------------------

const place = (menu) => {
  const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  if (!button) return;
  const box = button.getBoundingClientRect();
  const toEnd = (menu.dataset.align === "end") !== (root.dir === "rtl");
  const upwards = box.bottom + 260 > innerHeight && box.top > innerHeight / 2;
  menu.style.insetBlockStart = upwards ? "auto" : `${box.bottom + 6}px`;
  menu.style.insetBlockEnd = upwards ? `${innerHeight - box.top + 6}px` : "auto";
  menu.style.left = toEnd ? "auto" : `${Math.max(8, Math.min(box.left, innerWidth - 240))}px`;
  menu.style.right = toEnd ? `${Math.max(8, Math.min(innerWidth - box.right, innerWidth - 240))}px` : "auto";
};

document.addEventListener("beforetoggle", (event) => {
  const menu = event.target;
  if (menu.classList?.contains("menu") && event.newState === "open") place(menu);
}, true);

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.classList?.contains("menu")) return;
  const button = document.querySelector(`[popovertarget="${CSS.escape(menu.id)}"]`);
  button?.setAttribute("aria-expanded", String(event.newState === "open"));
  if (event.newState === "open") menu.querySelector(".menu-item:not(:disabled)")?.focus({ preventScroll: true });
}, true);

const moveInMenu = (event, menu) => {
  const items = [...menu.querySelectorAll(".menu-item:not(:disabled)")];
  if (items.length === 0) return;
  const now = items.indexOf(document.activeElement);
  const next = { ArrowDown: (now + 1) % items.length, ArrowUp: (now - 1 + items.length) % items.length, Home: 0, End: items.length - 1 }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  items[next].focus();
};

// ---- Keyboard -------------------------------------------------------------------------------------------------------

const typing = (target) => target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));
let waitingForLetter = 0;

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.(".menu");
  if (menu) moveInMenu(event, menu);

  // In the palette the arrows move the choice, not the caret.
  if (event.target.closest?.(".palette-input") && /^(ArrowUp|ArrowDown|Enter)$/.test(event.key)) event.preventDefault();
  if (event.target.closest?.("[data-keys='move']") && /^(ArrowUp|ArrowDown|Home|End)$/.test(event.key)) event.preventDefault();

  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "k") {
    if (openById("palette")) event.preventDefault();
    return;
  }

  if (event.key === "Escape") setDrawer(false);
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;

  if (waitingForLetter && Date.now() - waitingForLetter < 1500) {
    waitingForLetter = 0;
    const link = document.querySelector(`.shell-nav a[data-letter="${CSS.escape(event.key.toLowerCase())}"]`);
    if (link) {
      event.preventDefault();
      link.click();
      return;
    }
  }

  if (event.key === "g") waitingForLetter = Date.now();
  else if (event.key === "?" && openById("shortcuts")) event.preventDefault();
  else if (event.key === "/") {
    const search = [...document.querySelectorAll("[data-search] input, input[data-search]")].find((input) => input.offsetParent !== null);
    if (search) {
      event.preventDefault();
      search.focus();
      search.select?.();
    } else if (openById("palette")) event.preventDefault();
  }
});

// ---- Saving ---------------------------------------------------------------------------------------------------------
// Ctrl+S saves wherever a page is an editor. What is still being typed is left first, so that it counts; its save bar may only then appear.

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey || event.key.toLowerCase() !== "s" || !document.querySelector("[data-editor]")) return;
  event.preventDefault();
  const field = document.activeElement;
  field?.blur();
  field?.focus();
  const until = Date.now() + 1500;
  const save = () => {
    const button = document.querySelector("[data-editor] .save-bar .btn-primary:enabled");
    if (button) button.click();
    else if (Date.now() < until) setTimeout(save, 50);
  };
  setTimeout(save, 50);
});

// ---- Reconnecting ---------------------------------------------------------------------------------------------------
// One script marks the state with classes on the element, another also fires an event: follow the class, listen to both.

const watchConnection = (dialog) => {
  const follow = () => {
    const down = /components-reconnect-(show|retrying|failed|rejected|paused|resume-failed)/.test(dialog.className);
    if (down) openDialog(dialog);
    else closeDialog(dialog);
    // The server no longer knows this page: only a reload helps. Unless it has just been tried, do it unasked.
    if (/components-reconnect-(rejected|resume-failed)/.test(dialog.className) && reloadable()) location.reload();
  };
  new MutationObserver(follow).observe(dialog, { attributes: true, attributeFilter: ["class"] });
  dialog.addEventListener("components-reconnect-state-changed", follow);
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.querySelector("[data-reconnect]")?.addEventListener("click", async () => {
    const back = await window.Blazor?.reconnect?.().catch(() => false);
    if (!back) location.reload();
  });
  dialog.querySelector("[data-reload]")?.addEventListener("click", () => location.reload());
};

const reloadable = () => {
  const last = Number(sessionStorage.getItem("reloaded") ?? 0);
  if (Date.now() - last < 30000) return false;
  sessionStorage.setItem("reloaded", String(Date.now()));
  return true;
};

const reconnect = document.getElementById("components-reconnect-modal");
if (reconnect) watchConnection(reconnect);

// ---- Passkeys and the offline card ----------------------------------------------------------------------------------

// A passkey belongs to a name: browsers make none for a bare address.
const canPasskeys = Boolean(window.PublicKeyCredential) && !/^[\d.]+$|:/.test(location.hostname);

// Nobody is signed in here: what this device remembers of a wallet was somebody's, and goes.
const forgetCards = async () => {
  try {
    for (const name of Object.keys(localStorage).filter((key) => key.startsWith("wallet-card:"))) localStorage.removeItem(name);
    const worker = await navigator.serviceWorker?.getRegistration("/w/");
    if (!worker) return;
    await worker.unregister();
    for (const name of await caches.keys()) if (name.startsWith("wallet-")) await caches.delete(name);
  } catch {
    // A browser that forbids storage remembers nothing either.
  }
};

// Whoever signs out ends the sale under way at this tab; whose session merely ran out finds it again.
document.addEventListener("submit", (event) => {
  if (!event.target.matches?.("[data-sign-out]")) return;
  try {
    for (const name of Object.keys(sessionStorage).filter((key) => key.startsWith("till-basket-"))) sessionStorage.removeItem(name);
  } catch {
    // A browser that forbids storage has kept none.
  }
});

const settle = () => {
  if (canPasskeys) root.dataset.canPasskeys = "yes";
  const offline = document.querySelector("[data-offline]");
  if (offline) import("/js/offline.js").then((module) => module.show(offline));
  else if (!("signedIn" in root.dataset)) forgetCards();
  if (canPasskeys && document.querySelector("[data-passkey-place]")) import("/js/passkeys.js").then((module) => module.offer());
};

settle();
window.Blazor?.addEventListener?.("enhancedload", settle);

document.addEventListener("click", (event) => {
  const button = event.target.closest?.("[data-passkey-add], [data-passkey-sign-in]");
  if (button) import("/js/passkeys.js").then((module) => ("passkeyAdd" in button.dataset ? module.add : module.signIn)(button));
});
