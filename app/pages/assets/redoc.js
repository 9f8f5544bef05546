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

const dark = {
  colors: {
    primary: { main: "#8dbcf0" },
    success: { main: "#86cfa2" },
    warning: { main: "#e6c06a" },
    error: { main: "#f19a8f" },
    text: { primary: "#e4e6e6", secondary: "#a7b0bc" },
    border: { dark: "#4a545f", light: "#39424e" },
    gray: { 50: "#22282d", 100: "#2a3137" },
    responses: {
      success: { color: "#86cfa2", backgroundColor: "#1d2b24" },
      error: { color: "#f19a8f", backgroundColor: "#33211f" },
      redirect: { color: "#e6c06a", backgroundColor: "#302a1b" },
      info: { color: "#8dbcf0", backgroundColor: "#1d2833" },
    },
  },
  schema: { nestedBackground: "#22282d", typeNameColor: "#a7b0bc", typeTitleColor: "#a7b0bc", linesColor: "#5d7f9f" },
  typography: { code: { color: "#f0b7a8", backgroundColor: "#2a3137" }, links: { color: "#8dbcf0" } },
  sidebar: { backgroundColor: "#22282d", textColor: "#e4e6e6" },
  rightPanel: { backgroundColor: "#14181e", textColor: "#e4e6e6" },
  fab: { backgroundColor: "#2a3137", color: "#8dbcf0" },
};

// ReDoc takes its colours once, at its start.
const scheme = window.matchMedia("(prefers-color-scheme: dark)");
scheme.addEventListener("change", () => window.location.reload());

window.Redoc.init(
  new URL("openapi.json", document.baseURI).href,
  {
    // The search runs in a worker made from a blob, which the page's security policy refuses.
    disableSearch: true,
    nativeScrollbars: true,
    theme: scheme.matches ? dark : {},
  },
  document.getElementById("redoc"),
);
