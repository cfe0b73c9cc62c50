import { extract, type TextKind } from "./extract.js";

// Reads one document and ends; started by `extractApart`.
process.once("message", async ({ bytes, kind }: { bytes: Uint8Array; kind: TextKind }) => {
  const answer = await extract(bytes, kind).then(
    (text) => ({ text }),
    (error: Error) => ({ error: error.message }),
  );
  process.send?.(answer, () => process.exit());
});
