import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { AppError } from "@/lib/core/errors";
import { logger } from "@/lib/core/server/logger";
import type { Services } from "@/lib/verbs/types";

import { receive, type Answer } from "./receive";

/** Longer than any provider waits for an answer. */
const REQUEST_TIMEOUT_MS = 15_000;
const WEBHOOK = /^\/api\/webhooks\/([^/]+)(?:\/([^/]+))?\/?$/;

const refuse = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
});

/** Reads a request's body while counting, so that an oversize one is never held whole. Throws "too_large". */
async function readBody(request: IncomingMessage, maxBytes: number): Promise<Uint8Array> {
  const tooLarge = () => new AppError("too_large", `The body is larger than ${maxBytes} bytes.`);
  if (Number(request.headers["content-length"] ?? 0) > maxBytes) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  // A stream without an encoding gives buffers.
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(", ") : value);
  return headers;
}

async function healthOf({ log }: Services): Promise<Answer> {
  try {
    await log.heads([]);
    return { status: 200, body: { ok: true } };
  } catch {
    const error = { code: "unavailable", message: "The database does not answer." };
    return { status: 503, body: { ok: false, error }, headers: { "retry-after": "10" } };
  }
}

/** The answer to one request: a webhook's, the health check's, or a refusal. */
async function answerTo(services: Services, request: IncomingMessage): Promise<Answer> {
  const url = URL.parse(request.url ?? "", "http://localhost");
  const [, provider, endpoint] = WEBHOOK.exec(url?.pathname ?? "") ?? [];
  if (url?.pathname === "/api/health" && request.method === "GET") return healthOf(services);
  if (!url || provider === undefined)
    return refuse(404, "not_found", "Only webhooks are received here.");
  if (request.method !== "POST") return refuse(405, "invalid", "A webhook is sent by POST.");
  const read = (maxBytes: number) => readBody(request, maxBytes);
  const incoming = { headers: headersOf(request), url: url.href, read };
  return receive(services, incoming, provider, endpoint ?? null);
}

function send(request: IncomingMessage, response: ServerResponse, answer: Answer): void {
  const body = JSON.stringify(answer.body);
  response.writeHead(answer.status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    // The unread rest of a body must not be parsed as the next request.
    ...(request.complete ? {} : { connection: "close" }),
    ...answer.headers,
  });
  response.end(body);
}

export interface IngestServer {
  readonly port: number;
  /** Takes no new requests, and resolves when those under way are answered and written. */
  stop(): Promise<void>;
}

/** Receives webhooks at the addresses of the app, without the app. Port 0 takes a free one. */
export async function startIngestServer(
  services: Services,
  { host, port }: { host: string; port: number },
): Promise<IngestServer> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS }, (request, response) => {
    answerTo(services, request)
      .catch((err: unknown) => {
        logger.error({ err }, "webhook not answered");
        return refuse(500, "internal", "Something went wrong on our side. Try again.");
      })
      .then((answer) => send(request, response, answer))
      .catch((err: unknown) => logger.warn({ err }, "answer to a webhook not sent"));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port, // it listens on a port, not on a pipe
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      const idle = setInterval(() => server.closeIdleConnections(), 100);
      await closed;
      clearInterval(idle);
      await services.publisher.drain();
      await services.deliveries.flush();
    },
  };
}
