// Writes src/api/schema.d.ts from the server's OpenAPI document: npm run api:types -- FILE (default: build/openapi.json, written by `bihuan openapi`).
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const file = process.argv[2] ?? new URL("../../build/openapi.json", import.meta.url);
const document = JSON.parse(await readFile(file, "utf8"));
const body = astToString(await openapiTS(document, { alphabetize: true }));
const head = "// Generated from the server's /openapi.json by `npm run api:types`. Do not edit.\n";
await writeFile(new URL("../src/api/schema.d.ts", import.meta.url), head + body);
