// Reads a description of an API from standard input and holds it against the specification's own schema of OpenAPI 3.1,
// Schema Objects included. Says what does not hold, a line each, and ends with 1; with 0 if all of it holds.
import { validate } from "@hyperjump/json-schema/openapi-3-1";
import { text } from "node:stream/consumers";

const description = JSON.parse(await text(process.stdin));
const output = await validate("https://spec.openapis.org/oas/3.1/schema-base", description, "BASIC");
for (const fault of output.errors ?? []) {
  console.log(`${fault.instanceLocation} ${fault.absoluteKeywordLocation}`);
}
process.exit(output.valid ? 0 : 1);
