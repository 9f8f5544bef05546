// An SQLite file on the input, opened by an older SQLite; on the output its version, rows by table, integrity.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import initSqlJs from "sql.js";

const wasmBinary = readFileSync(createRequire(import.meta.url).resolve("sql.js/dist/sql-wasm.wasm"));
const { Database } = await initSqlJs({ wasmBinary });
const database = new Database(readFileSync(0));
const column = (query) => database.exec(query)[0].values.map(([value]) => value);
const tables = column("SELECT name FROM sqlite_master WHERE type = 'table'");
const counts = Object.fromEntries(tables.map((name) => [name, column(`SELECT count(*) FROM "${name}"`)[0]]));
const [version] = column("SELECT sqlite_version()");
const [check] = column("PRAGMA integrity_check");
console.log(JSON.stringify({ version, counts, check }));
