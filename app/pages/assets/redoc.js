// Starts ReDoc. A file of its own, because the page's security policy allows no script inside the page.
"use strict";

// ReDoc's menu asks another host for its maker's logo, and no option turns that off. So no image of this page gets
// an address elsewhere, whichever of the two ways it is set in.
const { get, set } = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, "src");
const { setAttribute } = HTMLImageElement.prototype;

function staysHere(value) {
  const address = new URL(value, document.baseURI);
  return address.protocol === "data:" || address.origin === window.location.origin;
}

Object.defineProperty(HTMLImageElement.prototype, "src", {
  get,
  set(value) {
    if (staysHere(value)) {
      set.call(this, value);
    }
  },
});
HTMLImageElement.prototype.setAttribute = function (name, value) {
  if (name !== "src" || staysHere(value)) {
    setAttribute.call(this, name, value);
  }
};

window.Redoc.init(
  new URL("openapi.json", document.baseURI).href,
  {
    // The search runs in a worker made from a blob, which the page's security policy refuses.
    disableSearch: true,
    nativeScrollbars: true,
  },
  document.getElementById("redoc"),
);
