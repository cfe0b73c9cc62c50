import { unzipSync } from "fflate";
import { Parser } from "htmlparser2";
import { getDocumentProxy, extractText as textOfPdf } from "unpdf";

/** Longest text kept of a file, in characters. */
export const MAX_TEXT = 1_000_000;
/** Largest unpacked size of the parts of a document that are read, bytes, and how many of them. */
const MAX_UNPACKED = 64 * 1024 * 1024;
const MAX_PARTS = 1_000;
/** Text packs well, but no document packs better than this; small ones are no harm in any case. */
const MAX_RATIO = 100;
const HARMLESS = 1024 * 1024;

export type TextKind = "pdf" | "html" | "text" | "docx" | "pptx" | "xlsx" | "opendocument";

/** The parts of a packed document that hold its words. */
const parts: Partial<Record<TextKind, RegExp>> = {
  docx: /^word\/(document|header\d*|footer\d*|footnotes|endnotes|comments)\.xml$/,
  pptx: /^ppt\/(slides|notesSlides)\/[^/]+\.xml$/,
  xlsx: /^xl\/sharedStrings\.xml$/,
  opendocument: /^content\.xml$/,
};
const byExtension: Record<string, TextKind> = {
  pdf: "pdf",
  html: "html",
  htm: "html",
  docx: "docx",
  pptx: "pptx",
  xlsx: "xlsx",
  odt: "opendocument",
  odp: "opendocument",
  ods: "opendocument",
};
const PLAIN = /^(txt|text|md|markdown|csv|tsv|log|json|ya?ml|xml|ini|conf|toml|sql|rst|tex|srt|vcf|ics)$/;
/** Elements that do not part words. */
const INLINE = /^(a|abbr|b|bdi|bdo|cite|code|em|font|i|kbd|mark|q|s|small|span|strong|sub|sup|tt|u|var|wbr)$/;
/** Elements of documents after which a new word begins. */
const BREAKS = /^(w:(p|tab|br|tc)|a:(p|br)|si|text:(p|h|tab|line-break|s)|table:table-cell)$/;

/** How the text of a file is read; undefined for files without text. */
export function kindOf(file: { extension: string; mime_type: string }): TextKind | undefined {
  const extension = file.extension.toLowerCase();
  return byExtension[extension] ?? (PLAIN.test(extension) || file.mime_type === "text/plain" ? "text" : undefined);
}

/** The text of a document, cut at `MAX_TEXT`. @throws Error for bytes that are no document of the kind */
export async function extract(bytes: Uint8Array, kind: TextKind): Promise<string> {
  if (kind === "pdf") {
    const pdf = await getDocumentProxy(bytes);
    return storable((await textOfPdf(pdf, { mergePages: true })).text);
  }
  if (kind === "text") return storable(decode(bytes));
  if (kind === "html") return storable(textOfMarkup(decode(bytes), false));
  return storable(textOfPackage(bytes, parts[kind] as RegExp));
}

function decode(bytes: Uint8Array): string {
  const mark = (bytes[0] ?? 0) * 256 + (bytes[1] ?? 0);
  const encoding = mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8";
  return new TextDecoder(encoding).decode(bytes.subarray(0, MAX_TEXT * 4));
}

function textOfPackage(bytes: Uint8Array, wanted: RegExp): string {
  let count = 0;
  let size = 0;
  let packed = 0;
  // The sizes are what the package says; the unpacker writes no more than that, so a bomb cannot go off.
  const files = unzipSync(bytes, {
    filter(file) {
      if (!wanted.test(file.name)) return false;
      count++;
      size += file.originalSize;
      packed += file.size;
      if (count > MAX_PARTS || size > MAX_UNPACKED) throw new Error("the document is too large when unpacked");
      if (size > HARMLESS && size > packed * MAX_RATIO) throw new Error("the document is packed too tightly");
      return true;
    },
  });
  if (count === 0) throw new Error("the package holds no document");
  const names = Object.keys(files).sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  let text = "";
  for (const name of names) {
    if (text.length > MAX_TEXT) break;
    text += `${textOfMarkup(new TextDecoder().decode(files[name]), true, MAX_TEXT - text.length)}\n`;
  }
  return text;
}

/** The words between the tags of a page or of a part of a document. */
function textOfMarkup(markup: string, xml: boolean, most = MAX_TEXT): string {
  const pieces: string[] = [];
  let length = 0;
  let silent = 0;
  const isSilent = (name: string) => !xml && /^(script|style|noscript|template)$/.test(name);
  const parts = (name: string) => (xml ? BREAKS.test(name) : !INLINE.test(name));
  const parser = new Parser(
    {
      onopentag(name) {
        if (isSilent(name)) silent++;
      },
      ontext(text) {
        if (silent > 0 || length > most) return;
        pieces.push(text);
        length += text.length;
      },
      onclosetag(name) {
        if (isSilent(name)) silent--;
        if (parts(name)) pieces.push("\n");
      },
    },
    { xmlMode: xml, decodeEntities: true },
  );
  parser.end(markup);
  return pieces.join("");
}

/** Text the database can hold: cut, without NUL and halves of characters. */
function storable(text: string): string {
  return Buffer.from(text.slice(0, MAX_TEXT).replaceAll("\0", " "), "utf8")
    .toString("utf8")
    .replace(/[^\S\n]+/g, " ")
    .replace(/ ?\n[ \n]*/g, "\n")
    .trim();
}
