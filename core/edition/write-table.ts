import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadModule, placeOfModule } from "./module.js";
import { editionsTable } from "./table.js";

// Writes EDITIONS.md anew, from the table of features and from what the module in this checkout contains.
const root = fileURLToPath(new URL("../..", import.meta.url));
const module = await loadModule(await placeOfModule(root, false), 10_000);
writeFileSync(new URL("./EDITIONS.md", import.meta.url), editionsTable(Object.keys(module.capabilities)));
