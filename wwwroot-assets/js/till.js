// What the till needs of the browser: the caret, a memory of the store and of the sale under way, the printer.

let wanted = 0;

const every = 25;

const give = (id) => {
  const element = document.getElementById(id);
  if (!element || element.disabled) return false;
  if (element !== document.activeElement) {
    element.focus();
    element.select?.();
  }
  return true;
};

/**
 * Gives the caret to an element, and selects what is in it unless somebody is already typing there. One that is not there yet, or is still disabled, is waited
 * for. One that is drawn anew just afterwards gets it again: a server that has much to draw sends this ahead of its drawing. Until another is asked for, or the
 * reader goes elsewhere.
 */
export const focus = (id) => {
  const turn = ++wanted;
  const until = Date.now() + 5000;
  let given = false;
  const look = () => {
    if (turn !== wanted || Date.now() > until) return;
    if (!given) given = give(id);
    else if (document.activeElement === document.body) give(id);
    else if (document.activeElement.id !== id) return;
    setTimeout(look, every);
  };
  look();
};

addEventListener("pointerdown", () => wanted++, true);

export const print = () => window.print();

export const remember = (name, value) => {
  try {
    localStorage.setItem(name, value);
  } catch {
    // A browser that forbids it forgets: the store is then chosen each time.
  }
};

export const recall = (name) => {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
};

// The sale under way lives as long as the tab: loading the page again brings it back, another tab has its own.
export const keep = (name, value) => {
  try {
    sessionStorage.setItem(name, value);
  } catch {
    // A browser that forbids it forgets: loading the page again then empties the basket, as the cashier sees.
  }
};

export const kept = (name) => {
  try {
    return sessionStorage.getItem(name);
  } catch {
    return null;
  }
};

export const drop = (name) => {
  try {
    sessionStorage.removeItem(name);
  } catch {
    // Nothing could be kept there either.
  }
};
