import type { HLJSApi, LanguageFn } from "highlight.js";

/** Longest piece of code that is coloured, in characters: longer ones would make the page stutter. */
export const MAX_HIGHLIGHT = 20_000;

/** A run of code: plain text, or a scope ("keyword", "string" …) with runs inside. */
export type Run = string | { scope: string; children: Run[] };

type Loader = () => Promise<{ default: LanguageFn }>;
const LANGUAGES: Record<string, Loader> = {
  bash: () => import("highlight.js/lib/languages/bash"),
  c: () => import("highlight.js/lib/languages/c"),
  cpp: () => import("highlight.js/lib/languages/cpp"),
  csharp: () => import("highlight.js/lib/languages/csharp"),
  css: () => import("highlight.js/lib/languages/css"),
  diff: () => import("highlight.js/lib/languages/diff"),
  dockerfile: () => import("highlight.js/lib/languages/dockerfile"),
  elixir: () => import("highlight.js/lib/languages/elixir"),
  go: () => import("highlight.js/lib/languages/go"),
  graphql: () => import("highlight.js/lib/languages/graphql"),
  haskell: () => import("highlight.js/lib/languages/haskell"),
  ini: () => import("highlight.js/lib/languages/ini"),
  java: () => import("highlight.js/lib/languages/java"),
  javascript: () => import("highlight.js/lib/languages/javascript"),
  json: () => import("highlight.js/lib/languages/json"),
  kotlin: () => import("highlight.js/lib/languages/kotlin"),
  lua: () => import("highlight.js/lib/languages/lua"),
  makefile: () => import("highlight.js/lib/languages/makefile"),
  markdown: () => import("highlight.js/lib/languages/markdown"),
  nginx: () => import("highlight.js/lib/languages/nginx"),
  perl: () => import("highlight.js/lib/languages/perl"),
  php: () => import("highlight.js/lib/languages/php"),
  powershell: () => import("highlight.js/lib/languages/powershell"),
  python: () => import("highlight.js/lib/languages/python"),
  r: () => import("highlight.js/lib/languages/r"),
  ruby: () => import("highlight.js/lib/languages/ruby"),
  rust: () => import("highlight.js/lib/languages/rust"),
  scala: () => import("highlight.js/lib/languages/scala"),
  scss: () => import("highlight.js/lib/languages/scss"),
  sql: () => import("highlight.js/lib/languages/sql"),
  swift: () => import("highlight.js/lib/languages/swift"),
  typescript: () => import("highlight.js/lib/languages/typescript"),
  xml: () => import("highlight.js/lib/languages/xml"),
  yaml: () => import("highlight.js/lib/languages/yaml"),
};
const ALIASES: Record<string, string> = {
  sh: "bash",
  shell: "bash",
  zsh: "bash",
  console: "bash",
  "c++": "cpp",
  cc: "cpp",
  h: "c",
  hpp: "cpp",
  cs: "csharp",
  "c#": "csharp",
  patch: "diff",
  docker: "dockerfile",
  ex: "elixir",
  golang: "go",
  gql: "graphql",
  hs: "haskell",
  toml: "ini",
  conf: "ini",
  js: "javascript",
  jsx: "javascript",
  mjs: "javascript",
  node: "javascript",
  kt: "kotlin",
  make: "makefile",
  md: "markdown",
  pl: "perl",
  ps1: "powershell",
  ps: "powershell",
  py: "python",
  python3: "python",
  rb: "ruby",
  rs: "rust",
  postgres: "sql",
  postgresql: "sql",
  mysql: "sql",
  ts: "typescript",
  tsx: "typescript",
  html: "xml",
  svg: "xml",
  vue: "xml",
  yml: "yaml",
};

/** The name of the known language behind what someone wrote after the fence, or null. */
export function languageOf(written: string): string | null {
  const name = written.toLowerCase();
  const known = Object.hasOwn(ALIASES, name) ? (ALIASES[name] ?? name) : name;
  return Object.hasOwn(LANGUAGES, known) ? known : null;
}

let core: Promise<HLJSApi> | undefined;
const ready = new Map<string, Promise<HLJSApi>>();

async function engine(language: string): Promise<HLJSApi> {
  core ??= import("highlight.js/lib/core").then((module) => module.default);
  const [hljs, grammar] = await Promise.all([core, LANGUAGES[language]?.()]);
  if (grammar && !hljs.getLanguage(language)) hljs.registerLanguage(language, grammar.default);
  return hljs;
}

interface Node {
  scope?: string;
  children: (Node | string)[];
}

function runs(children: readonly (Node | string)[]): Run[] {
  return children.map((child) =>
    typeof child === "string" ? child : { scope: child.scope ?? "", children: runs(child.children) },
  );
}

/** Colours code. Answers null when the language is not known or the code is too long; the caller then shows it plainly. */
export async function highlight(code: string, written: string): Promise<Run[] | null> {
  const language = languageOf(written);
  if (!language || code.length > MAX_HIGHLIGHT) return null;
  let loading = ready.get(language);
  if (!loading) {
    loading = engine(language);
    ready.set(language, loading);
    loading.catch(() => ready.delete(language));
  }
  const hljs = await loading;
  // The tree behind the result is read rather than its HTML, which would have to be trusted.
  const emitter = hljs.highlight(code, { language, ignoreIllegals: true })._emitter as unknown as { rootNode: Node };
  return runs(emitter.rootNode.children);
}
