import { type LookupAddress, type LookupOptions, lookup } from "node:dns";
import { BlockList, isIP, type LookupFunction } from "node:net";
import { isLoopbackHost } from "../../core/remote-settings.js";
import { ExchangeFault } from "./exchange-fault.js";

/** Networks that are not the public internet; ::ffff:a.b.c.d counts as a.b.c.d. Source: the IANA special-purpose registries (RFC 6890 and updates). */
const special: readonly (readonly [network: string, prefix: number])[] = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
  ["::", 96],
  ["64:ff9b::", 96],
  ["64:ff9b:1::", 48],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
];
const [loopback, notPublic] = [new BlockList(), new BlockList()];
loopback.addSubnet("127.0.0.0", 8, "ipv4");
loopback.addAddress("::1", "ipv6");
for (const [network, prefix] of special) notPublic.addSubnet(network, prefix, familyOf(network));

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}

/** How far addresses may lie from the public internet: on this machine alone, only on public ones, or anywhere. */
export type Reach = "loopback" | "public" | "any";

/**
 * A host that the suite names on purpose may have any address. Another that says it is this machine must be; all others must be
 * public, so that no name can lead to a neighbour's service or to a cloud's metadata.
 */
export function reachOf(host: string, allowHosts: readonly string[] | null): Reach {
  if (isLoopbackHost(host)) return "loopback";
  return allowHosts?.includes(host) === true ? "any" : "public";
}

/** Whether an address may be connected to. */
export function isReachable(address: string, reach: Reach): boolean {
  const family = familyOf(address);
  if (reach === "any") return true;
  return reach === "loopback" ? loopback.check(address, family) : !notPublic.check(address, family);
}

/** An IP address as a URL writes it, without brackets; null: the host is a name. */
export const literalAddress = (host: string): string | null => {
  const bare = host.replace(/^\[(.*)\]$/, "$1");
  return isIP(bare) === 0 ? null : bare;
};

/**
 * Resolves names for a connection and lets none through with an address out of reach. What was looked at is what is connected to:
 * a name that answers otherwise the next time gains nothing.
 */
export const guardedLookup =
  (reach: Reach): LookupFunction =>
  (host, options, answer) => {
    const wanted: LookupOptions = { family: options.family ?? 0, hints: options.hints ?? 0, verbatim: true };
    lookup(host, { ...wanted, all: true }, (error, addresses: LookupAddress[]) => {
      const [first] = addresses ?? [];
      if (error !== null) answer(error, "", 0);
      else if (first === undefined || addresses.some(({ address }) => !isReachable(address, reach)))
        answer(new ExchangeFault("address"), "", 0);
      else if (options.all === true) answer(null, addresses);
      else answer(null, first.address, first.family);
    });
  };
