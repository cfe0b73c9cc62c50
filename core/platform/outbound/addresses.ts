import { networkInterfaces } from "node:os";
import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;

/** What IPv6 gives out to the public; everything outside it is of no use to a request to the outside. */
const GLOBAL_V6 = ipaddr.parseCIDR("2000::/3") as [ipaddr.IPv6, number];
/** Parts of it that lead elsewhere: transition mechanisms that carry an IPv4 address, documentation, protocol tests. */
const SPECIAL_V6 = ["2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "2620:4f:8000::/48"].map(
  (text) => ipaddr.parseCIDR(text) as [ipaddr.IPv6, number],
);

function parse(text: string): Address | undefined {
  // Only the exact spellings: "0x7f.1" and the like are for URL parsers to normalise before this.
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return undefined;
  return ipaddr.parse(text);
}

/** Whether an address belongs to the public internet. Anything that cannot be read does not. */
export function isPublic(text: string): boolean {
  const address = parse(text);
  if (!address || text.includes("%")) return false;
  if (address instanceof ipaddr.IPv4) return address.range() === "unicast";
  return address.match(GLOBAL_V6) && address.range() === "unicast" && !SPECIAL_V6.some((range) => address.match(range));
}

/** The addresses of this machine, public ones included: whoever reaches them is behind whatever guards the server. */
export function ownAddresses(): Set<string> {
  const own = new Set<string>();
  for (const list of Object.values(networkInterfaces())) {
    for (const { address } of list ?? []) {
      const parsed = parse(address.replace(/%.*$/, ""));
      if (parsed) own.add(parsed.toNormalizedString());
    }
  }
  return own;
}

export const normalized = (text: string): string => parse(text)?.toNormalizedString() ?? text;

/** Targets inside that an administrator has allowed: host names, addresses and ranges (CIDR). */
export class AllowList {
  readonly #hosts = new Set<string>();
  readonly #addresses = new Set<string>();
  readonly #ranges: [Address, number][] = [];

  /** Words separated by spaces or commas; those that mean nothing allow nothing. */
  constructor(text: string) {
    for (const word of text
      .toLowerCase()
      .split(/[\s,]+/)
      .filter(Boolean)) {
      const plain = word.replace(/^\[(.*)\]$/, "$1");
      if (ipaddr.isValidCIDR(plain)) this.#ranges.push(ipaddr.parseCIDR(plain) as [Address, number]);
      else if (parse(plain)) this.#addresses.add(normalized(plain));
      else this.#hosts.add(plain.replace(/\.$/, ""));
    }
  }

  host(name: string): boolean {
    return this.#hosts.has(name.toLowerCase().replace(/\.$/, ""));
  }

  address(text: string): boolean {
    const address = parse(text);
    if (!address) return false;
    return (
      this.#addresses.has(address.toNormalizedString()) ||
      this.#ranges.some(
        ([range, bits]) =>
          range.kind() === address.kind() && (address as ipaddr.IPv4).match(range as ipaddr.IPv4, bits),
      )
    );
  }
}
