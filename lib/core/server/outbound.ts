import { lookup, type LookupAddress, type LookupAllOptions } from "node:dns";
import http, { validateHeaderValue } from "node:http";
import https from "node:https";
import { isIP, type LookupFunction } from "node:net";

import ipaddr from "ipaddr.js";

import { AppError } from "../errors";
import { parseJson } from "../parse-json";

/**
 * Whether an address may be dialled: unicast on the public internet. Everything that IANA reserves is refused, and so
 * is IPv6 outside of 2000::/3, the only part of it that is given out. Source: IANA special-purpose registries.
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

/** Reserved since the library's list was made. */
const RESERVED = ["3fff::/20"].map((range) => ipaddr.parseCIDR(range));

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
    return parseJson(text);
  } catch {
    return text;
  }
}

/** Throws "invalid" for a header that cannot be sent, such as one with a character outside of Latin-1. */
function requireHeader(name: string, value: string): void {
  try {
    validateHeaderValue(name, value);
  } catch {
    throw new AppError(
      "invalid",
      `The header “${name}” holds a character that no header can carry. Send it in the body instead.`,
    );
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
