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

/** The words and options of a command line; `--name value` or `--name` alone. */
export function readArguments(args: readonly string[]): { words: string[]; options: Map<string, string> } {
  const words: string[] = [];
  const options = new Map<string, string>();
  for (let n = 0; n < args.length; n++) {
    const argument = args[n] as string;
    if (!argument.startsWith("--")) {
      words.push(argument);
      continue;
    }
    const [name = "", value] = argument.slice(2).split("=", 2);
    // Only these take a value; everything else is a switch.
    if (value !== undefined) options.set(name, value);
    else if (["data", "messages"].includes(name)) options.set(name, args[++n] ?? "");
    else options.set(name, "");
  }
  return { words, options };
}

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

/** Runs one command line; returns what to print. @throws CommandError with a line for the person */
export async function runCommand(args: readonly string[], root: string): Promise<string> {
  const { words, options } = readArguments(args);
  if (words.length === 0 || words[0] === "help" || options.has("help")) return help();
  const command = commands.find(({ name }) => name === words.slice(0, name.split(" ").length).join(" "));
  if (!command) {
    const near = commands.filter(({ name }) => name.startsWith(`${words[0]} `));
    if (near.length > 0) return help(near);
    throw new CommandError(`There is no command ${words.slice(0, 2).join(" ")}. See courtyard help.`);
  }
  const rest = words.slice(command.name.split(" ").length);
  const needed = (command.takes?.match(/<[^>]+>/g) ?? []).length;
  if (rest.length < needed) throw new CommandError(`Use: courtyard ${takesOf(command)}`);
  const server = new Connection(join(resolve(options.get("data") || join(root, "data")), SOCKET_NAME));
  const result = await command.run({ words: rest, options, server });
  if (typeof result === "string" && !options.has("json")) return result;
  const rows = Array.isArray(result) && result.every((item) => item && typeof item === "object");
  return rows && !options.has("json") ? table(result) : JSON.stringify(result, null, 2);
}
