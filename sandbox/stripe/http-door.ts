import { randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";

import { keyOf } from "./auth.ts";
import { deauthorize, exchangeToken, type OAuthAnswer } from "./connect.ts";
import { answerControl, type SandboxControl } from "./control.ts";
import { StripeError } from "./errors.ts";
import { decodeForm } from "./form.ts";
import { written } from "./json.ts";
import { performAction } from "./pages/actions.ts";
import { authenticationPage, decideAuthentication } from "./pages/authentication.ts";
import { createConsent } from "./pages/consent.ts";
import { homePage, type Notice } from "./pages/home.ts";
import { refusal, type Page } from "./pages/layout.ts";
import { invoicePage, receiptPage } from "./pages/receipt.ts";
import { answer, type ApiRequest } from "./pipeline.ts";
import { trimJournal } from "./snapshot.ts";
import type { JsonObject } from "./types.ts";
import type { World } from "./world.ts";

const MAX_BODY_BYTES = 1_000_000;
const MAX_NOTICES = 100;

type Incoming = {
  method: string;
  url: URL;
  headers: Record<string, string | undefined>;
  body: string;
};

/** Sends each request to its part: API, OAuth, control, or a page. Only loopback host names are served. */
export function createHttpDoor(
  world: World,
  control: SandboxControl,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  const consent = createConsent(world);
  const csrf = randomBytes(24).toString("base64url");
  const notices = new Map<string, Notice>();

  const ui = (incoming: Incoming, response: ServerResponse): void => {
    const form = decodeForm(incoming.body);
    const action = incoming.url.pathname.slice("/_sandbox/ui/".length);
    if (!isSameOrigin(incoming) || !safeEqual(written(form["csrf"]), csrf)) {
      sendPage(
        response,
        refusal(403, "Please try again", "This form is out of date. Reload the page and repeat."),
      );
      return;
    }
    const notice = performAction(world, action, form);
    if (!notice) {
      sendPage(response, refusal(404, "Not found", "There is no such button."));
      return;
    }
    const id = randomBytes(9).toString("base64url");
    notices.set(id, notice);
    const oldest = notices.keys().next();
    if (notices.size > MAX_NOTICES && !oldest.done) notices.delete(oldest.value);
    const account = encodeURIComponent(written(form["account"]));
    response.writeHead(303, { Location: `/?account=${account}&done=${id}` }).end();
  };

  return async (request, response) => {
    const incoming = await read(request, response);
    if (!incoming) return;
    const { method, url } = incoming;
    const route = `${method} ${url.pathname}`;
    if (!isLoopbackHost(incoming.headers["host"]))
      sendPage(response, refusal(403, "Not served", "The sandbox answers on this machine only."));
    else if (route === "GET /") {
      const notice = notices.get(url.searchParams.get("done") ?? "") ?? null;
      sendPage(response, homePage(world, url.searchParams.get("account"), csrf, notice));
    } else if (route === "GET /oauth/authorize") sendPage(response, consent.ask(url.searchParams));
    else if (route === "POST /oauth/authorize") {
      if (!isSameOrigin(incoming))
        sendPage(response, refusal(403, "Please try again", "This form came from another site."));
      else {
        const outcome = consent.decide(incoming.body);
        if ("location" in outcome)
          response
            .writeHead(302, { Location: outcome.location, "Cache-Control": "no-store" })
            .end();
        else sendPage(response, outcome);
      }
    } else if (route === "POST /oauth/token")
      sendOAuth(
        world,
        response,
        exchangeToken(world, incoming.headers["authorization"], incoming.body),
      );
    else if (route === "POST /oauth/deauthorize")
      sendOAuth(
        world,
        response,
        deauthorize(world, incoming.headers["authorization"], incoming.body),
      );
    else if (route.startsWith("GET /receipts/"))
      sendPage(response, receiptPage(world, url.pathname.slice("/receipts/".length)));
    else if (route.startsWith("GET /i/")) {
      const [account = "", invoice = ""] = url.pathname.slice("/i/".length).split("/");
      sendPage(response, invoicePage(world, account, invoice));
    } else if (url.pathname.startsWith("/3ds/")) authentication(world, csrf, incoming, response);
    else if (method === "POST" && url.pathname.startsWith("/_sandbox/ui/")) ui(incoming, response);
    else if (url.pathname.startsWith("/_sandbox/")) await serveControl(control, incoming, response);
    else await serveApi(world, incoming, response);
  };
}

function authentication(
  world: World,
  csrf: string,
  incoming: Incoming,
  response: ServerResponse,
): void {
  const id = incoming.url.pathname.slice("/3ds/".length);
  if (incoming.method !== "POST") {
    sendPage(response, authenticationPage(world, id, csrf));
    return;
  }
  const form = decodeForm(incoming.body);
  if (!isSameOrigin(incoming) || !safeEqual(written(form["csrf"]), csrf)) {
    sendPage(response, refusal(403, "Please try again", "Reload the page and repeat."));
    return;
  }
  const outcome = decideAuthentication(world, id, form["decision"] === "complete");
  if ("location" in outcome) response.writeHead(302, { Location: outcome.location }).end();
  else sendPage(response, outcome);
}

async function read(request: IncomingMessage, response: ServerResponse): Promise<Incoming | null> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) {
      response.writeHead(413, { Connection: "close" }).end();
      return null;
    }
    chunks.push(chunk);
  }
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers))
    headers[name] = Array.isArray(value) ? value.join(", ") : value;
  const target = request.url ?? "/";
  const path = target.startsWith("/") ? target : "/";
  return {
    method: request.method ?? "GET",
    url: new URL(`http://127.0.0.1${path}`),
    headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

async function serveApi(world: World, incoming: Incoming, response: ServerResponse): Promise<void> {
  const started = performance.now();
  const request: ApiRequest = {
    method: incoming.method,
    pathname: incoming.url.pathname,
    query: incoming.url.search.slice(1),
    headers: incoming.headers,
    body: incoming.body,
  };
  const answered = await answer(world, request);
  world.journal.push({
    at: world.nowMs(),
    method: request.method,
    path: request.pathname,
    account: answered.account,
    status: answered.status,
    requestId: answered.requestId,
    ms: Math.round(performance.now() - started),
  });
  trimJournal(world);
  if (answered.body === null) response.destroy();
  else {
    // By the sandbox's clock, which tests move: clients tell by it for which moment an answer is true.
    const headers = { ...answered.headers, Date: new Date(world.nowMs()).toUTCString() };
    response.writeHead(answered.status, headers).end(answered.body);
  }
}

async function serveControl(
  control: SandboxControl,
  incoming: Incoming,
  response: ServerResponse,
): Promise<void> {
  const { method, url, headers, body } = incoming;
  if (method === "GET" && url.pathname === "/_sandbox/health") {
    sendJson(response, 200, { ok: true });
    return;
  }
  if (!safeEqual(keyOf(headers["authorization"]) ?? "", control.adminToken)) {
    sendJson(response, 401, { error: { message: "The control API needs its admin token." } });
    return;
  }
  try {
    const result = await answerControl(control, method, url.pathname, body);
    if (result) sendJson(response, 200, result);
    else
      sendJson(response, 404, { error: { message: `No control at ${method} ${url.pathname}.` } });
  } catch (error) {
    if (!(error instanceof StripeError)) throw error;
    sendJson(response, error.status, { error: { message: error.message } });
  }
}

function sendOAuth(world: World, response: ServerResponse, { status, body }: OAuthAnswer): void {
  world.touched();
  sendJson(response, status, body);
}

function sendJson(response: ServerResponse, status: number, body: JsonObject): void {
  response
    .writeHead(status, { "Content-Type": "application/json", "Cache-Control": "no-store" })
    .end(`${JSON.stringify(body, null, 2)}\n`);
}

function sendPage(response: ServerResponse, page: Page): void {
  response.writeHead(page.status, page.headers).end(page.html);
}

/** A name that resolves to this machine; anything else would be DNS rebinding. */
function isLoopbackHost(host: string | undefined): boolean {
  return /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])(:\d+)?$/i.test(host ?? "");
}

/** Browsers send `Origin` with a form; when it is there, it must be the sandbox's own. */
function isSameOrigin(incoming: Incoming): boolean {
  const { origin, host } = incoming.headers;
  return origin === undefined || origin === `http://${host ?? ""}`;
}

function safeEqual(given: string, expected: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(expected);
  return a.length === b.length && timingSafeEqual(a, b);
}
