import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve, sep } from "node:path";

export const root = resolve(import.meta.dirname, "../..");

/** One import of a source file. */
export interface Import {
  /** The file, from the root, when it is one of the project; else the name of the package. */
  readonly target: string;
  readonly own: boolean;
  /** Only types: it is gone when the program runs. */
  readonly typeOnly: boolean;
  /** Loaded later, while the program runs. */
  readonly later: boolean;
}

export interface Source {
  /** Path from the root, with slashes. */
  readonly path: string;
  readonly text: string;
  readonly lines: number;
  readonly imports: readonly Import[];
}

export const isTest = (path: string) => /\.(test|fixture)\.tsx?$/.test(path) || path.startsWith("test/");

/** The TypeScript files below some folders of the project that exist. */
export function sourcesOf(...folders: string[]): Source[] {
  return folders
    .filter((folder) => existsSync(join(root, folder)))
    .flatMap(filesBelow)
    .map(read);
}

function filesBelow(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.endsWith(".d.ts"))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join("/"))
    .filter((path) => !path.includes("/node_modules/"))
    .sort();
}

function read(path: string): Source {
  const text = readFileSync(join(root, path), "utf8");
  return { path, text, lines: text.split("\n").length - 1, imports: importsOf(path, text) };
}

const STATEMENT =
  /^[ \t]*(?:import\s+(?:(type\s+)?([^"';]*?)\s*from\s*)?|export\s+(type\s+)?(\*(?:\s+as\s+\w+)?|\{[^}]*\})\s*from\s*)"([^"\n]+)"/gm;
const DYNAMIC = /\bimport\(\s*"([^"\n]+)"\s*\)/g;

/** The imports a text makes; comments are not looked at. */
export function importsOf(path: string, source: string): Import[] {
  const text = source.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
  const found: Import[] = [];
  for (const [, importType, imported, exportType, exported, target = ""] of text.matchAll(STATEMENT)) {
    const type = importType ?? exportType;
    const names = imported ?? exported ?? "";
    const inBraces = /^\{([\s\S]*)\}$/.exec(names.trim())?.[1];
    const parts =
      inBraces
        ?.split(",")
        .map((part) => part.trim())
        .filter(Boolean) ?? [];
    const typeOnly = type !== undefined || (parts.length > 0 && parts.every((part) => part.startsWith("type ")));
    found.push({ ...resolved(path, target), typeOnly, later: false });
  }
  for (const [, target = ""] of text.matchAll(DYNAMIC))
    found.push({ ...resolved(path, target), typeOnly: false, later: true });
  return found;
}

function resolved(from: string, target: string): { target: string; own: boolean } {
  if (!target.startsWith(".")) return { target, own: false };
  const file = relative(root, resolve(root, dirname(from), target))
    .split(sep)
    .join("/");
  const candidates = [file.replace(/\.js$/, ".ts"), file.replace(/\.js$/, ".tsx"), file];
  return { target: candidates.find((path) => existsSync(join(root, path))) ?? file, own: true };
}

/** Groups of files that import each other in a circle when the program starts. */
export function cyclesOf(sources: readonly Source[]): string[][] {
  const edges = new Map(
    sources.map(({ path, imports }) => [
      path,
      imports.filter((one) => one.own && !one.typeOnly && !one.later).map((one) => one.target),
    ]),
  );
  return circles(edges);
}

/** The groups of names that reach each other (Tarjan). */
export function circles(edges: ReadonlyMap<string, readonly string[]>): string[][] {
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (name: string): void => {
    index.set(name, index.size);
    low.set(name, index.get(name) as number);
    stack.push(name);
    for (const next of edges.get(name) ?? []) {
      if (!edges.has(next)) continue;
      if (!index.has(next)) visit(next);
      if (stack.includes(next)) low.set(name, Math.min(low.get(name) as number, low.get(next) as number));
    }
    if (low.get(name) !== index.get(name)) return;
    const group = stack.splice(stack.indexOf(name));
    if (group.length > 1 || edges.get(name)?.includes(name)) found.push(group.sort());
  };
  for (const name of edges.keys()) if (!index.has(name)) visit(name);
  return found;
}
