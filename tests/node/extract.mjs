// The JSON-LD of a page by type, as readers of pages that do not expand contexts see it.
import { readFileSync } from "node:fs";
import extractor from "web-auto-extractor";

console.log(JSON.stringify(extractor.default().parse(readFileSync(0, "utf8")).jsonld));
