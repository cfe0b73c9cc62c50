import { readFileSync } from "node:fs";
import { networkInterfaces } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { StartupError } from "../platform/startup-error.js";

export interface Options {
  help: boolean;
  listen: Listen;
  /** The folder for the database and the files, as an absolute path. */
  dataFolder: string;
  /** The connection string of an external PostgreSQL; undefined means the embedded one. */
  dataSource?: string;
}

export interface Listen {
  host: string;
  port: number;
}

/** Where the server listens unless it is told otherwise. */
export const defaultListen: Listen = { host: "127.0.0.1", port: 8065 };

/**
 * Reads the command line and the environment; the command line wins. `root` is the folder of the product, below which
 * the data are kept by default. Throws a StartupError that names the wrong option or variable.
 */
export function readOptions(words: string[], environment: NodeJS.ProcessEnv, root: string): Options {
  const values = parseWords(words);
  const listen = readListenAddress(environment.MM_SERVICESETTINGS_LISTENADDRESS);
  if (values.port !== undefined) listen.port = readPort(values.port, "--port");
  if (values.data === "") throw new StartupError("--data needs the name of a folder.");
  const dataSource = readDataSource(environment.MM_SQLSETTINGS_DATASOURCE);
  return {
    help: values.help === true,
    listen,
    dataFolder: values.data === undefined ? join(root, "data") : resolve(values.data),
    ...(dataSource === undefined ? {} : { dataSource }),
  };
}

/** Returns the text that --help shows. */
export function usage(): string {
  return readFileSync(new URL("./usage.txt", import.meta.url), "utf8");
}

function parseWords(words: string[]): { port?: string; data?: string; help?: boolean } {
  try {
    const options = {
      port: { type: "string" },
      data: { type: "string" },
      help: { type: "boolean", short: "h" },
    } as const;
    return parseArgs({ args: words, options, allowPositionals: false }).values;
  } catch (error) {
    const reason = (error as Error).message.split(/\.(?:\s|$)/)[0];
    throw new StartupError(`${reason}. See "npm start -- --help".`);
  }
}

/** Reads "host:port", ":port" (all addresses), "[ipv6]:port" or "host". */
export function readListenAddress(text: string | undefined): Listen {
  const name = "MM_SERVICESETTINGS_LISTENADDRESS";
  if (text === undefined || text === "") return { ...defaultListen };
  const match = /^(?:\[([0-9a-fA-F:.%]+)\]|([^:[\]\s]*))(?::(\d+))?$/.exec(text);
  if (match === null) {
    throw new StartupError(`${name} is "${text}", but must be like "127.0.0.1:8065" or ":8065".`);
  }
  const host = match[1] ?? match[2];
  const port = match[3] === undefined ? defaultListen.port : readPort(match[3], name);
  return { host: host === undefined || host === "" ? allAddresses() : host, port };
}

/** The address that stands for all; machines without IPv6 cannot listen on "::". */
function allAddresses(): string {
  const known = Object.values(networkInterfaces()).flat();
  return known.some((address) => address?.family === "IPv6") ? "::" : "0.0.0.0";
}

/**
 * The environment in which settings are read. Where to listen is decided before there is a database, so that the
 * setting of this name can only be told, not changed: the console shows what holds, whichever way it was said.
 */
export function environmentOf({ listen }: Pick<Options, "listen">, environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const host = listen.host.includes(":") ? `[${listen.host}]` : listen.host;
  return { ...environment, MM_SERVICESETTINGS_LISTENADDRESS: `${host}:${listen.port}` };
}

function readPort(text: string, name: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65535))
    throw new StartupError(`${name}: "${text}" is not a port; it must be a number from 0 to 65535.`);
  return port;
}

function readDataSource(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  if (/^postgres(?:ql)?:\/\//.test(text)) return text;
  // The value holds a password, so it is not repeated.
  throw new StartupError(
    "MM_SQLSETTINGS_DATASOURCE must be like postgres://user:password@host:5432/database (PostgreSQL 14 or newer).",
  );
}
