// GeoJSON on the input; fails with the reason where it is not valid.
import { readFileSync } from "node:fs";
import { check } from "@placemarkio/check-geojson";

check(readFileSync(0, "utf8"));
