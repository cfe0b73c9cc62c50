import ipaddr from "ipaddr.js";

/** An address as one would write it: IPv4 carried in IPv6 (`::ffff:10.0.0.1`) is IPv4. Returns undefined for what is none. */
export function plainAddress(text: string): string | undefined {
  if (!ipaddr.IPv4.isValidFourPartDecimal(text) && !ipaddr.IPv6.isValid(text)) return undefined;
  return ipaddr.process(text).toString();
}

/** What limits are counted by: one customer of a provider has a whole IPv6 network of 64 bits, and all of it is one. */
export function networkOf(text: string): string {
  const address = plainAddress(text);
  if (!address?.includes(":")) return address ?? text;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address.replace(/%.*$/, "")}/64`).toString()}/64`;
}

/** Addresses of reverse proxies: single ones and ranges (CIDR). Words that are neither are nobody. */
export class Proxies {
  readonly #single = new Set<string>();
  readonly #ranges: [ipaddr.IPv4 | ipaddr.IPv6, number][] = [];

  constructor(readonly words: readonly string[]) {
    for (const word of words) {
      const address = plainAddress(word);
      if (address) this.#single.add(address);
      else if (ipaddr.isValidCIDR(word)) this.#ranges.push(ipaddr.parseCIDR(word));
    }
  }

  has(text: string): boolean {
    const address = plainAddress(text);
    if (!address) return false;
    if (this.#single.has(address)) return true;
    const parsed = ipaddr.parse(address);
    return this.#ranges.some(
      ([range, bits]) => range.kind() === parsed.kind() && (parsed as ipaddr.IPv4).match(range as ipaddr.IPv4, bits),
    );
  }

  /**
   * Who sent a request that came from `direct` with this X-Forwarded-For header. Each proxy adds at the end who it got
   * the request from, so the last address that is no listed proxy is the client; what stands before it is hearsay.
   */
  clientOf(direct: string, forwarded: string): string {
    const near = plainAddress(direct) ?? direct;
    if (!this.has(near)) return near;
    for (const word of forwarded.split(",").reverse()) {
      const address = plainAddress(word.trim());
      if (!address) return near;
      if (!this.has(address)) return address;
    }
    return near;
  }
}
