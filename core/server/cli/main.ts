import { join, resolve } from "node:path";
import { SOCKET_NAME } from "../socket-name.js";
import { type Command, table } from "./command.js";
import { CommandError, Connection } from "./connection.js";
import { editionCommands } from "./edition.js";
import { peopleCommands } from "./people.js";
import { placeCommands } from "./places.js";
import { sampleDataCommands } from "./sample-data.js";
import { systemCommands } from "./system.js";

export const commands: readonly Command[] = [
  ...peopleCommands,
  ...placeCommands,
  ...systemCommands,
  ...editionCommands,
  ...sampleDataCommands,
];

/** Options of every command. */
const COMMON = ["data", "json", "help"];

/**
 * The words and options of a command line: `--name value` for those named in `withValue`, `--name` alone for all others.
 * What stands after `--` is words. @throws CommandError for an option without its value
 */
export function readArguments(
  args: readonly string[],
  withValue: readonly string[] = ["data"],
): { words: string[]; options: Map<string, string> } {
  const words: string[] = [];
  const options = new Map<string, string>();
  for (let n = 0; n < args.length; n++) {
    const argument = args[n] as string;
    if (argument === "--") return { words: [...words, ...args.slice(n + 1)], options };
    if (!argument.startsWith("--")) {
      words.push(argument);
      continue;
    }
    const [, name = "", value] = /^--([^=]*)(?:=(.*))?$/s.exec(argument) ?? [];
    if (!withValue.includes(name)) {
      options.set(name, value ?? "");
      continue;
    }
    const given = value ?? args[++n] ?? "";
    if (!given || given.startsWith("--")) throw new CommandError(`--${name} wants a value after it.`);
    options.set(name, given);
  }
  return { words, options };
}

/** The name of an option without what it takes: `messages` of `messages <number>`. */
const optionName = (option: string) => option.split(" ")[0] as string;
const takesValue = (option: string) => option.includes(" ");

const takesOf = (command: Command) => `${command.name} ${command.takes ?? ""}`.trim();

/** What the commands are, for a person. */
export function help(about: readonly Command[] = commands): string {
  const lines = about.flatMap((command) => [
    `  ${takesOf(command).padEnd(46)} ${command.does}`,
    ...Object.entries(command.options ?? {}).map(([name, words]) => `      --${name.padEnd(40)} ${words}`),
  ]);
  return [
    "courtyard <command>: administers the server on this machine, without a browser and without signing in.",
    "",
    ...lines,
    "",
    "  --data <folder>   the data folder of the server (./data when not given)",
    "  --json            print JSON",
  ].join("\n");
}

/** The command that words begin with. */
const commandOf = (words: readonly string[]) =>
  commands.find(({ name }) => name === words.slice(0, name.split(" ").length).join(" "));

/** Refuses what a command does not know, rather than do something else than was meant. @throws CommandError */
function check(command: Command, words: readonly string[], options: ReadonlyMap<string, string>): void {
  const use = `Use: courtyard ${takesOf(command)}`;
  const known = [...Object.keys(command.options ?? {}).map(optionName), ...COMMON];
  for (const name of options.keys()) {
    if (known.includes(name)) continue;
    const own = Object.keys(command.options ?? {}).map((option) => ` [--${option}]`);
    throw new CommandError(`${command.name} has no option --${name}. ${use}${own.join("")}`);
  }
  const places = command.takes?.match(/<[^>]+>|\[[^\]]+\]/g) ?? [];
  const needed = places.filter((place) => place.startsWith("<")).length;
  if (words.length < needed) throw new CommandError(use);
  if (words.length > places.length && !command.takes?.endsWith("..."))
    throw new CommandError(
      `${words.slice(places.length).join(" ")} is too much. ${use}, with quotes around what has spaces.`,
    );
}

/** Runs one command line; returns what to print. @throws CommandError with a line for the person */
export async function runCommand(args: readonly string[], root: string): Promise<string> {
  const first = readArguments(args);
  // Both spellings are right.
  if (first.words[0] === "license") first.words[0] = "licence";
  const command = commandOf(first.words);
  const near = commands.filter(({ name }) => name.split(" ")[0] === first.words[0]);
  if (first.words.length === 0 || first.words[0] === "help") return help();
  if (first.options.has("help")) return help(command ? [command] : near.length > 0 ? near : commands);
  if (!command) {
    if (near.length > 0 && first.words.length === 1) return help(near);
    const others = near.length > 0 ? `\n\n${help(near)}` : " See courtyard help.";
    throw new CommandError(`There is no command ${first.words.slice(0, 2).join(" ")}.${others}`);
  }
  const withValue = Object.keys(command.options ?? {})
    .filter(takesValue)
    .map(optionName);
  const { words, options } = readArguments(args, ["data", ...withValue]);
  const rest = words.slice(command.name.split(" ").length);
  check(command, rest, options);
  const server = new Connection(join(resolve(options.get("data") || join(root, "data")), SOCKET_NAME));
  const result = await command.run({ words: rest, options, server });
  if (typeof result === "string" && !options.has("json")) return result;
  const rows = Array.isArray(result) && result.every((item) => item && typeof item === "object");
  return rows && !options.has("json") ? table(result) : JSON.stringify(result, null, 2);
}
