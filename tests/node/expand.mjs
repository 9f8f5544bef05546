// JSON-LD on the input, expanded without a network and with nothing lost, on the output.
import { readFileSync } from "node:fs";
import jsonld from "jsonld";

const refuse = async (address) => {
  throw new Error(`it asks for ${address}`);
};
const document = JSON.parse(readFileSync(0, "utf8"));
console.log(JSON.stringify(await jsonld.expand(document, { safe: true, documentLoader: refuse })));
