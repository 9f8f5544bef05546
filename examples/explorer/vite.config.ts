import { defineConfig, type Plugin } from "vite";

// The built page may run its own files only and fetch from an API only. The development server writes styles into the
// page, which this would refuse, so it is left out there.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src http: https:; base-uri 'none'; form-action 'none'";

const contentSecurityPolicy: Plugin = {
  name: "content-security-policy",
  apply: "build",
  transformIndexHtml: () => [
    { tag: "meta", attrs: { "http-equiv": "Content-Security-Policy", content: policy }, injectTo: "head-prepend" },
  ],
};

export default defineConfig({
  base: "./", // so dist/ can be put into any folder of any server
  build: { target: "es2022", modulePreload: false, assetsInlineLimit: 0 },
  plugins: [contentSecurityPolicy],
});
