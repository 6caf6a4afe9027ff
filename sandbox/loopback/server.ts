import { timingSafeEqual } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

const MAX_BODY_BYTES = 1_000_000;

/** One request, read to its end. Header names are lower-case. */
export type Incoming = {
  method: string;
  url: URL;
  headers: Record<string, string | undefined>;
  body: string;
};

export type Reply = { status: number; headers: Record<string, string>; body: string };

/** `drop` closes the connection without an answer, as a network fault does. */
export type Answer = Reply | "drop";

export type Loopback = { url: string; port: number; close: () => Promise<void> };

/** JSON as the emulators answer it; never kept by a cache. */
export function json(status: number, body: unknown, headers: Record<string, string> = {}): Reply {
  return {
    status,
    headers: {
      "content-type": "application/json; charset=utf-8",
      "cache-control": "no-store",
      ...headers,
    },
    body: JSON.stringify(body),
  };
}

/** Compares two texts in a time that says nothing about where they differ. */
export function safeEqual(given: string, expected: string): boolean {
  const left = Buffer.from(given);
  const right = Buffer.from(expected);
  return left.length === right.length && timingSafeEqual(left, right);
}

/** The token of `Authorization: Bearer …`, empty when there is none. */
export function bearerOf(incoming: Incoming): string {
  return /^Bearer (.+)$/i.exec(incoming.headers["authorization"] ?? "")?.[1] ?? "";
}

/** User and password of `Authorization: Basic …`, or `null`. */
export function basicOf(incoming: Incoming): { user: string; password: string } | null {
  const encoded = /^Basic (.+)$/i.exec(incoming.headers["authorization"] ?? "")?.[1];
  if (encoded === undefined) return null;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? null : { user: text.slice(0, colon), password: text.slice(colon + 1) };
}

/** Browsers send `Origin` with a form; when it is there, it must be the emulator's own. */
export function isSameOrigin({ headers }: Incoming): boolean {
  return headers["origin"] === undefined || headers["origin"] === `http://${headers["host"] ?? ""}`;
}

/** Whether a URL leads to this machine; an emulator calls nobody else. */
export function isLoopbackUrl(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { hostname, protocol } = new URL(url);
  return (
    (protocol === "http:" || protocol === "https:") &&
    (["localhost", "[::1]"].includes(hostname) || /^127(\.\d{1,3}){3}$/.test(hostname))
  );
}

/** A name of this machine; anything else would be DNS rebinding. */
function isLoopbackHost(host: string | undefined): boolean {
  return /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host ?? "");
}

/**
 * Serves on 127.0.0.1 only and to names of this machine only; port 0 takes a free one. Rejects when the
 * port is taken. What `handle` throws becomes a loud 500.
 */
export async function startLoopback(
  port: number,
  handle: (incoming: Incoming) => Promise<Answer> | Answer,
): Promise<Loopback> {
  const server = createServer((request, response) => void serve(handle, request, response));
  const actual = await new Promise<number>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
  return {
    url: `http://127.0.0.1:${actual}`,
    port: actual,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function serve(
  handle: (incoming: Incoming) => Promise<Answer> | Answer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    const incoming = await read(request);
    if (incoming === null) response.writeHead(413, { connection: "close" }).end();
    else if (!isLoopbackHost(incoming.headers["host"]))
      send(response, json(403, { message: "The sandbox answers on this machine only." }));
    else {
      const answer = await handle(incoming);
      if (answer === "drop") response.destroy();
      else send(response, answer);
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (response.headersSent) response.destroy();
    else send(response, json(500, { message: `The sandbox failed: ${message}` }));
  }
}

function send(response: ServerResponse, reply: Reply): void {
  response.writeHead(reply.status, reply.headers).end(reply.body);
}

async function read(request: IncomingMessage): Promise<Incoming | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) return null;
    chunks.push(chunk);
  }
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(", ") : value;
  const target = request.url ?? "/";
  return {
    method: request.method ?? "GET",
    url: new URL(`http://127.0.0.1${target.startsWith("/") ? target : "/"}`),
    headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}
