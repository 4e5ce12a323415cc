// What the till needs of the browser: the caret, a memory of the store and of the sale under way, the printer.

let wanted = 0;

/**
 * Gives the caret to an element, and selects what is in it unless somebody is already typing there. One that is not there yet, or is still disabled, is waited for,
 * unless another is asked for meanwhile.
 */
export const focus = (id, turn = ++wanted, left = 40) => {
  const element = document.getElementById(id);
  if (element && !element.disabled) {
    if (element === document.activeElement) return;
    element.focus();
    element.select?.();
  } else if (left > 0) {
    setTimeout(() => turn === wanted && focus(id, turn, left - 1), 25);
  }
};

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
