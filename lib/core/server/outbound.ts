import { lookup, type LookupAddress, type LookupAllOptions } from "node:dns";
import http, { validateHeaderValue } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";

import ipaddr from "ipaddr.js";

import { AppError } from "../errors";
import { parseJson } from "../parse-json";

/**
 * True if an IP address may be called: public unicast addresses only. Rejects everything that IANA reserves, and IPv6
 * outside of 2000::/3, the only allocated part. Source: IANA special-purpose registries.
 */
export function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address) || address.includes("%")) return false;
  const parsed = ipaddr.process(address); // an IPv4 address inside of an IPv6 one counts as itself
  if (parsed.range() !== "unicast") return false;
  return (
    parsed.kind() === "ipv4" ||
    (parsed.match(ipaddr.parseCIDR("2000::/3")) && !RESERVED.some((range) => parsed.match(range)))
  );
}

/** Ranges that were reserved after the library's release. */
const RESERVED = ["3fff::/20"].map((range) => ipaddr.parseCIDR(range));

/** Resolves all addresses of a host with `node:dns`. */
export type Resolve = (
  hostname: string,
  options: LookupAllOptions,
  done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/**
 * Resolves a host when the connection is opened, and rejects private addresses. The connection uses exactly the checked
 * address, because a second lookup could return another one.
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
  /** Timeout of the whole response. Default ten seconds. */
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
 * Parses a URL that may be called: https on the standard port and a listed host, or plain http to a loopback address that
 * is listed with its port. Throws "invalid".
 */
export function allowedUrl(text: string, hosts: readonly string[]): URL {
  if (!URL.canParse(text)) throw new AppError("invalid", "This is not a valid URL.");
  const url = new URL(text);
  if (url.username !== "" || url.password !== "")
    throw new AppError("invalid", "A URL must not contain a user name or password.");
  const isLoopback = ["127.0.0.1", "localhost"].includes(url.hostname) && hosts.includes(url.host);
  if (isLoopback) return url;
  if (url.protocol !== "https:" || url.port !== "")
    throw new AppError("invalid", "Only https URLs on the standard port are allowed.");
  if (isIP(url.hostname.replaceAll(/[[\]]/g, "")) !== 0)
    throw new AppError("invalid", "Use a host name instead of an IP address.");
  if (!hosts.includes(url.hostname))
    throw new AppError(
      "invalid",
      `“${url.hostname}” is not allowed. An administrator lists hosts in AUTOMATION_HTTP_HOSTS.`,
    );
  return url;
}

/** Explains why a URL may not be called; `null` if it may. */
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
    return parseJson(text);
  } catch {
    return text;
  }
}

/** Throws "invalid" for a header that cannot be sent, for example with characters outside of Latin-1. */
function requireHeader(name: string, value: string): void {
  try {
    validateHeaderValue(name, value);
  } catch {
    throw new AppError(
      "invalid",
      `The header “${name}” contains a character that is not allowed in headers. Send it in the body instead.`,
    );
  }
}

/** Sends one request to an allowed host. Does not follow redirects, and fails for responses that are too long. */
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
  for (const [name, value] of given) requireHeader(name, value);
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
          if (size > MAX_ANSWER) response.destroy(new Error("The response is too long."));
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
