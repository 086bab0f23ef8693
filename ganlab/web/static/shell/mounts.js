/** Which view is mounted in which element of the page. */

const REMOVAL_CHECK = 500; // ms after which an element that is off the page counts as gone; React may only be moving it
// On the page, not in this module: a newer version of the module must find what an older one mounted.
const MOUNTS = Symbol.for("ganlab.mounts");
globalThis[MOUNTS] ??= new WeakMap();
const mounts = globalThis[MOUNTS];

/** Mounts a view in an element, unless one of this version is there already; `make()` builds it. */
export function mounted(element, version, make) {
  let view = mounts.get(element);
  if (view && view.version !== version) {
    view.destroy();
    view = null;
  }
  if (!view) {
    view = Object.assign(make(), { version });
    mounts.set(element, view);
  }
  clearTimeout(view.leaving);
  view.leaving = null;
  return view;
}

/** Ends the view in an element if that is still off the page in a moment. */
export function leave(element) {
  const view = mounts.get(element);
  if (!view) return;
  view.leaving ??= setTimeout(() => {
    view.leaving = null;
    if (!element.isConnected) view.destroy();
  }, REMOVAL_CHECK);
}

/** Forgets a view that has ended. */
export function forget(element, view) {
  clearTimeout(view.leaving);
  if (mounts.get(element) === view) mounts.delete(element);
}
