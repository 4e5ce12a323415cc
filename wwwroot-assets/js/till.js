// What the till needs of the browser: the caret, a memory of the store, the printer.

export const focus = (id) => {
  const element = document.getElementById(id);
  element?.focus();
  element?.select?.();
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
