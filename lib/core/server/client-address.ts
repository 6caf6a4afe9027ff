import { isIP } from "node:net";

/** Returns the first four groups of an IPv6 address, the network of one household or server. */
function networkOf(address: string): string {
  const [head = "", tail] = address.split("::");
  const left = head.split(":").filter((group) => group !== "");
  const right = (tail ?? "").split(":").filter((group) => group !== "");
  const groups =
    tail === undefined
      ? left
      : [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}

/**
 * Returns the client's IPv4 address, the /64 network of its IPv6 address, or "unknown". Each of the `proxies` reverse
 * proxies appends one entry to `X-Forwarded-For`. Entries to the left of those are not trusted.
 */
export function clientAddress(headers: Pick<Headers, "get">, proxies: number): string {
  const entries = (headers.get("x-forwarded-for") ?? "").split(",").map((entry) => entry.trim());
  const entry = entries.at(-Math.max(1, proxies)) ?? "";
  const address = entry
    .replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, "")
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1"); // some proxies add the port
  if (isIP(address) === 4) return address;
  return isIP(address) === 6 && !address.includes(".")
    ? networkOf(address.toLowerCase())
    : "unknown";
}
