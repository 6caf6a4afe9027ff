import { request } from "node:http";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { startIngestServer, type IngestServer } from "@/lib/ingest/server";

import { ACCOUNT, ada, gated, gate, MIB, services, SHARED, stored, test } from "./ingest-fixture";
import { chargeEvent, signatureOf, WEBHOOK_SECRET } from "./services";

let server: IngestServer;
const url = (path: string, port = server.port) => `http://127.0.0.1:${port}${path}`;

beforeAll(async () => {
  server = await startIngestServer(services, { host: "127.0.0.1", port: 0 });
});
afterAll(() => server.stop());

/** Posts an event as Stripe does. */
function post(event: unknown, path = "/api/webhooks/stripe", port = server.port) {
  const body = JSON.stringify(event);
  return fetch(url(path, port), {
    method: "POST",
    body,
    headers: { "stripe-signature": signatureOf(body, WEBHOOK_SECRET) },
  });
}

describe("the process that only receives webhooks", () => {
  it.each(["/api/webhooks/stripe", "/api/webhooks/stripe/", "/api/webhooks/stripe?from=here"])(
    "stores what comes to %s in each workspace before it answers",
    async (path) => {
      const event = chargeEvent(SHARED);
      const answer = await post(event, path);
      expect([answer.status, await answer.json()]).toEqual([200, { received: true }]);
      expect(answer.headers.get("cache-control")).toBe("no-store");
      expect(await stored(event.id)).toBe(2);
    },
  );

  it("takes many over kept connections", async () => {
    const events = Array.from({ length: 100 }, () => chargeEvent(ACCOUNT));
    const answers = await Promise.all(events.map((event) => post(event)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const { rows } = await test.admin.query<{ n: string }>(
      "select count(*) as n from mesh.event where workspace_id = $1 and id = any ($2)",
      [ada.workspace, events.map(({ id }) => id)],
    );
    expect(Number(rows[0]?.n)).toBe(100);
  });

  it.each([
    ["an unsigned body", "POST", "/api/webhooks/stripe", 400],
    ["an unknown provider", "POST", "/api/webhooks/nobody", 404],
    ["an endpoint that is not there", "POST", `/api/webhooks/stripe/${crypto.randomUUID()}`, 404],
    ["another method", "GET", "/api/webhooks/stripe", 405],
    ["another page", "GET", "/", 404],
  ])("refuses %s", async (_name, method, path, status) => {
    const answer = await fetch(url(path), { method, ...(method === "POST" ? { body: "{}" } : {}) });
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { message: expect.any(String) as string } });
  });

  it("stops reading a body of unknown length after 1 MiB", async () => {
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const sent = request(url("/api/webhooks/stripe"), { method: "POST" }, (response) => {
        resolve(response.statusCode);
        response.resume();
        sent.destroy();
      });
      sent.on("error", reject);
      for (let at = 0; at < 11; at++) sent.write(Buffer.alloc(MIB / 10 + 1));
    });
    expect(status).toBe(413);
  });

  it("says whether the database answers", async () => {
    const behind = await startIngestServer(gated, { host: "127.0.0.1", port: 0 });
    expect((await fetch(url("/api/health"))).status).toBe(200);
    await gate.close();
    expect((await fetch(url("/api/health", behind.port))).status).toBe(503);
    const refused = await post(chargeEvent(ACCOUNT), undefined, behind.port);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([503, "10"]);
    await gate.open();
    await behind.stop();
  });

  it("answers what is under way before it stops, and nothing after", async () => {
    const stopping = await startIngestServer(services, { host: "127.0.0.1", port: 0 });
    const events = Array.from({ length: 20 }, () => chargeEvent(ACCOUNT));
    const answers = events.map((event) => post(event, undefined, stopping.port));
    const settled = Promise.allSettled(answers);
    await answers[0];
    await stopping.stop();
    const answered = (await settled).flatMap((outcome, at) =>
      outcome.status === "fulfilled"
        ? [{ id: events[at]?.id ?? "", status: outcome.value.status }]
        : [],
    );
    expect(answered.length).toBeGreaterThan(0);
    for (const { id, status } of answered) expect([status, await stored(id)]).toEqual([200, 1]);
    await expect(post(chargeEvent(ACCOUNT), undefined, stopping.port)).rejects.toThrow(
      "fetch failed",
    );
  });
});
