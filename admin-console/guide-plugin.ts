import { existsSync, readFileSync } from "node:fs";
import { dirname, resolve } from "node:path";
import MarkdownIt from "markdown-it";
import type { Plugin } from "vite";

const PAGE = /\/help\/[\w-]+\.md$/;

/** The part of an address that leads to a heading. */
export const anchorOf = (heading: string): string =>
  heading
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");

function reader() {
  const markdown = new MarkdownIt({ html: false, linkify: false, typographer: false });
  const { rules } = markdown.renderer;
  rules["heading_open"] = (tokens, at, options, _env, self) => {
    tokens[at]?.attrSet("id", anchorOf(tokens[at + 1]?.content ?? ""));
    return self.renderToken(tokens, at, options);
  };
  // Wide tables scroll by themselves, so that the page does not; the keyboard must reach that, too.
  rules["table_open"] = () => '<div class="guide__table" tabindex="0" role="region" aria-label="Table"><table>\n';
  rules["table_close"] = () => "</table></div>\n";
  rules["fence"] = (tokens, at) =>
    `<pre tabindex="0"><code>${markdown.utils.escapeHtml(tokens[at]?.content ?? "")}</code></pre>\n`;
  rules["link_open"] = (tokens, at, options, _env, self) => {
    const href = String(tokens[at]?.attrGet("href") ?? "");
    tokens[at]?.attrSet("href", href.replace(/^([\w-]+)\.md(?=#|$)/, "/admin_console/help/$1"));
    return self.renderToken(tokens, at, options);
  };
  return markdown;
}

/** Puts in the place of a line `@include path` the table of that file, from its first row on. */
function withIncludes(text: string, folder: string, watch: (file: string) => void): string {
  return text.replace(/^@include (\S+)$/gm, (_, path: string) => {
    const file = resolve(folder, path);
    watch(file);
    const included = readFileSync(file, "utf8");
    return included.slice(Math.max(0, included.search(/^\|/m)));
  });
}

/**
 * Turns a page of the guide into a module when the console is built: `html` is the page without its first heading.
 * Pictures become files of the bundle; nothing is fetched from elsewhere.
 */
export function guide(): Plugin {
  const markdown = reader();
  return {
    name: "courtyard-guide",
    enforce: "pre",
    transform(text, id) {
      if (!PAGE.test(id)) return undefined;
      const source = withIncludes(text.replace(/^# .*\n/, ""), dirname(id), (file) => this.addWatchFile(file));
      const pictures: string[] = [];
      const html = JSON.stringify(markdown.render(source)).replace(
        /<img src=\\"([\w-]+\.png)\\"/g,
        (_, name: string) => {
          if (!existsSync(resolve(dirname(id), name))) throw new Error(`${id} shows ${name}, which is not there`);
          return `<img loading=\\"lazy\\" src=\\"" + picture${pictures.push(name) - 1} + "\\"`;
        },
      );
      const imports = pictures.map((name, at) => `import picture${at} from "./${name}";\n`).join("");
      return { code: `${imports}export const html = ${html};\n`, map: null };
    },
  };
}
