// Programs that some suites need and npm does not bring.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Each part: where its program may be, what else must be there, and the packages that bring them. */
const parts = {
  chromium: {
    places: ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"],
    packages: ["chromium"],
  },
  slapd: { places: ["/usr/sbin/slapd"], with: ["/usr/bin/ldapadd"], packages: ["slapd", "ldap-utils"] },
  "nats-server": {
    places: ["/usr/sbin/nats-server", "/usr/bin/nats-server", "/usr/local/bin/nats-server"],
    packages: ["nats-server"],
  },
};

/** Returns the path of the program, or undefined where it or what it is used with is not installed. */
export function findPart(name) {
  const part = parts[name];
  if (part?.with && !part.with.every((path) => existsSync(path))) return undefined;
  return part?.places.find((path) => existsSync(path));
}

/** Installs the missing programs where that is possible (root on Debian); says what it does. */
export function installParts(log) {
  const missing = Object.keys(parts).filter((name) => findPart(name) === undefined);
  if (missing.length === 0 || process.geteuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  log(`Installing ${missing.join(", ")} for the tests`);
  // Level 1: the packages must not start their daemons.
  const env = { ...process.env, RUNLEVEL: "1", DEBIAN_FRONTEND: "noninteractive" };
  const apt = (...words) =>
    spawnSync("apt-get", ["-qq", ...words], { env, stdio: ["ignore", "ignore", "inherit"] }).status === 0;
  apt("update");
  for (const name of missing) {
    if (!apt("install", "-y", "--no-install-recommends", ...parts[name].packages))
      log(`${name} could not be installed; what needs it is skipped`);
  }
}
