import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
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

/** The licences of the packages that these modules belong to, which a copy of their code must bring along. */
function licences(modules: string[]): string {
  const folders = modules.flatMap((id) => /node_modules\/[^/@]+/.exec(id) ?? []);
  const text = (folder: string) => {
    const file = readdirSync(folder).find((name) => name.startsWith("LICENSE"));
    return `${folder.split("/")[1]}\n\n${file ? readFileSync(`${folder}/${file}`, "utf-8").trim() : ""}\n`;
  };
  return [...new Set(folders)].sort().map(text).join("\n---\n\n");
}

// For the page that the service itself shows at /explore: the service sends the policy, and has a list to read instead.
// The digests of the sources are kept beside the build, so that a test without Node.js can tell that it is up to date.
// schema.d.ts holds types alone: nothing of it is in the build.
const ofTheService: Plugin = {
  name: "of-the-service",
  transformIndexHtml: () => [
    {
      tag: "noscript",
      children: '<p>The explorer needs JavaScript. <a href="events">The same events as a list</a></p>',
      injectTo: "body-prepend",
    },
  ],
  generateBundle() {
    const sources = readdirSync("src").filter((name) => name !== "schema.d.ts");
    const files = ["index.html", "package-lock.json", "vite.config.ts", ...sources.map((name) => `src/${name}`)].sort();
    const digests = files.map((file) => [file, createHash("sha256").update(readFileSync(file)).digest("hex")]);
    const noted = `${JSON.stringify(Object.fromEntries(digests), null, 1)}\n`;
    this.emitFile({ type: "asset", fileName: "sources.json", source: noted });
    this.emitFile({ type: "asset", fileName: "LICENSES.txt", source: licences([...this.getModuleIds()]) });
  },
};

export default defineConfig(({ mode }) => ({
  base: "./", // so dist/ can be put into any folder of any server
  build: {
    target: "es2022",
    modulePreload: false,
    assetsInlineLimit: 0,
    // The service puts a digest into the address of each file.
    ...(mode === "service" && {
      rollupOptions: { output: { entryFileNames: "explorer.js", assetFileNames: "explorer[extname]" } },
    }),
  },
  plugins: [mode === "service" ? ofTheService : contentSecurityPolicy],
}));
