import { lookup, type LookupAddress, type LookupAllOptions } from "node:dns";
import http from "node:http";
import https from "node:https";
import { BlockList, isIP, type LookupFunction } from "node:net";

import { AppError } from "../errors";

/** Addresses that are not the public internet. Source: IANA special-purpose registries, read 2026-11. */
const blocked = new BlockList();
for (const [address, prefix] of [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.0.2.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["198.51.100.0", 24],
  ["203.0.113.0", 24],
  ["224.0.0.0", 4],
  ["240.0.0.0", 4],
] as const)
  blocked.addSubnet(address, prefix, "ipv4");
for (const [address, prefix] of [
  ["::", 128],
  ["::1", 128],
  ["64:ff9b::", 96],
  ["100::", 64],
  ["2001:db8::", 32],
  ["2002::", 16],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const)
  blocked.addSubnet(address, prefix, "ipv6");

/** Whether an address may be dialled; an IPv4 address inside of an IPv6 one counts as itself. */
export function isPublicAddress(address: string): boolean {
  const inner = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  const plain = inner ?? address;
  const family = isIP(plain);
  if (family === 0) return false;
  if (/^::ffff:/i.test(plain)) return false;
  return !blocked.check(plain, family === 4 ? "ipv4" : "ipv6");
}

/** Every address of a name, as `node:dns` tells them. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Resolves, and refuses what is not public at the moment of dialling: a name may change its mind. What was looked at is
 * what is dialled; there is no second question in between.
 */
export const publicLookup =
  (resolve: Resolve): LookupFunction =>
  (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, "");
      const bad = addresses.find(({ address }) => !isPublicAddress(address));
      const [first] = addresses;
      if (bad || !first) return done(new Error(`${hostname} is not a public address.`), "");
      return options.all ? done(null, addresses) : done(null, first.address, first.family);
    });
  };

export interface OutboundRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Parsed JSON, text, or `null`. */
  readonly body: unknown;
}

export interface OutboundPorts {
  /** For the whole of the answer; ten seconds unless told otherwise. */
  readonly timeoutMs?: number | undefined;
  readonly resolve?: Resolve | undefined;
}

const MAX_ANSWER = 256 * 1024;
const TIMEOUT_MS = 10_000;
const FORBIDDEN = new Set([
  "host",
  "connection",
  "content-length",
  "transfer-encoding",
  "upgrade",
  "cookie",
]);

/**
 * The address, when it may be called: https on the standard port and a host on the list, or plain http to a loopback
 * address that the list names with its port. Throws "invalid".
 */
export function allowedUrl(text: string, hosts: readonly string[]): URL {
  if (!URL.canParse(text)) throw new AppError("invalid", "This is no web address.");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "")
    throw new AppError("invalid", "A web address must not hold a user name or password.");
  const isLoopback = ["127.0.0.1", "localhost"].includes(url.hostname) && hosts.includes(url.host);
  if (isLoopback) return url;
  if (url.protocol !== "https:" || url.port !== "")
    throw new AppError("invalid", "Only https addresses on the standard port may be called.");
  if (isIP(url.hostname.replaceAll(/[[\]]/g, "")) !== 0)
    throw new AppError("invalid", "A web address is called by its name, not by a number.");
  if (!hosts.includes(url.hostname))
    throw new AppError(
      "invalid",
      `“${url.hostname}” is not allowed. An administrator lists hosts in AUTOMATION_HTTP_HOSTS.`,
    );
  return url;
}

/** Why an address may not be called; `null` when it may. */
export function refusalOf(text: string, hosts: readonly string[]): string | null {
  try {
    allowedUrl(text, hosts);
    return null;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

function parse(text: string): unknown {
  if (text === "") return null;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** Sends one request to an allowed host; redirects are not followed, long answers are cut off as an error. */
export function callOutside(
  request: OutboundRequest,
  hosts: readonly string[],
  ports: OutboundPorts = {},
): Promise<OutboundAnswer> {
  const url = allowedUrl(request.url, hosts);
  const text = request.body === null ? "" : JSON.stringify(request.body);
  const given = Object.entries(request.headers).filter(
    ([name]) => !FORBIDDEN.has(name.toLowerCase()),
  );
  const headers = {
    accept: "application/json",
    ...Object.fromEntries(given),
    ...(text === ""
      ? {}
      : { "content-type": "application/json", "content-length": Buffer.byteLength(text) }),
  };
  const isTls = url.protocol === "https:";
  const { timeoutMs = TIMEOUT_MS, resolve = lookup } = ports;
  return new Promise((done, fail) => {
    const sent = (isTls ? https : http).request(
      url,
      {
        method: request.method,
        headers,
        timeout: timeoutMs,
        signal: AbortSignal.timeout(timeoutMs),
        ...(isTls ? { lookup: publicLookup(resolve) } : {}),
      },
      (response) => {
        const chunks: Buffer[] = [];
        let size = 0;
        response.on("data", (chunk: Buffer) => {
          size += chunk.length;
          chunks.push(chunk);
          if (size > MAX_ANSWER) response.destroy(new Error("The answer is too long."));
        });
        response.on("error", fail);
        response.on("end", () =>
          done({
            status: response.statusCode ?? 0,
            headers: Object.fromEntries(
              Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
            ),
            body: parse(Buffer.concat(chunks).toString()),
          }),
        );
      },
    );
    sent.on("error", fail);
    sent.end(text);
  });
}
