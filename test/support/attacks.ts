import { readFileSync } from "node:fs";

/**
 * What attacks are made of, `…` being where a text goes. A file of its own, because the tests of the web app read it
 * too, which belong to another project.
 */
interface Parts {
  /** Markup that runs something where a page takes it for its own. */
  markup: string[];
  /** Places of a message in which markup may come. */
  around: string[];
  /** Targets of links that run something or lead to what the page must not open. */
  targets: string[];
  /** Links. */
  links: string[];
}
const parts = JSON.parse(readFileSync(new URL("./attacks.json", import.meta.url), "utf8")) as Parts;

/** Each text in the forms that pass. A message with NUL in it is refused, so there is none to be drawn. */
const inForms = (texts: string[], forms: string[], passes: (n: number) => boolean) =>
  texts
    .filter((text) => !text.includes("\0"))
    .flatMap((text, row) =>
      forms.filter((_, column) => passes(row + column)).map((form) => form.replaceAll("…", () => text)),
    );

/** Markup alone, for short fields. */
export const markup: readonly string[] = parts.markup.filter((text) => !text.includes("\0"));

/** Five hundred messages that try to run something: every text and every form, half of their combinations and more. */
export const attacks: readonly string[] = [
  ...inForms(parts.markup, parts.around, (n) => n % 2 === 0),
  ...inForms(parts.targets, parts.links, (n) => n % 4 !== 3),
];
