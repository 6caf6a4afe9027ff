import http from "node:http";
import type { AddressInfo } from "node:net";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { saveAutomation } from "@/lib/verbs/automations/save";
import { deleteSecret, listSecrets, saveSecret } from "@/lib/verbs/secrets/secrets";
import type { Worker } from "@/lib/worker/main";

import { startRunHarness, type RunHarness } from "./run-harness";
import { refusal, sessionActor } from "./services";

/** A secret reaches the one host that it is for, in a header, and nothing else ever holds it. */
const VALUE = "canary-5f2d9c1e7b";
let harness: RunHarness;
let worker: Worker;
let server: http.Server;
let host: string;
const received: http.IncomingHttpHeaders[] = [];

beforeAll(async () => {
  server = http.createServer((request, response) => {
    received.push(request.headers);
    request.resume();
    // An address that shows its callers what they sent.
    response.writeHead(request.url === "/moved" ? 302 : 200, {
      "content-type": "application/json",
      location: "/elsewhere",
    });
    response.end(JSON.stringify({ you: request.headers["authorization"], [VALUE]: [VALUE] }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  harness = await startRunHarness({ env: { AUTOMATION_HTTP_HOSTS: `${host},other.example.com` } });
  await saveSecret.run(harness.me(), { name: "billing", value: VALUE, hosts: [host] });
  worker = harness.startWorkerHere();
});
afterAll(async () => {
  await worker.stop();
  await harness.close();
  server.close();
});

const call = (part: object = {}, path = "/x") => ({
  id: "call",
  http: {
    method: "POST",
    url: `http://${host}${path}`,
    headers: { Authorization: "Bearer {{secret.billing}}" },
    body: {},
    ...part,
  },
  retry: { max: 1, delay: "1s" },
});

async function run(steps: readonly unknown[]) {
  received.length = 0;
  const id = await harness.enable(steps);
  await harness.publish(harness.payment());
  await harness.ended(id);
  await harness.disable(id);
  return harness.traceOfLast(id);
}

describe("a secret", () => {
  it("is sent in the header, and taken out of the answer", async () => {
    const { run: ended, steps } = await run([call()]);
    expect([ended.status, received[0]?.authorization]).toEqual(["succeeded", `Bearer ${VALUE}`]);
    expect(steps[0]?.output).toEqual({
      status: 200,
      body: { you: "Bearer [secret]", "[secret]": ["[secret]"] },
    });
  });

  it("does not follow a redirect", async () => {
    const { run: ended } = await run([call({}, "/moved")]);
    expect([ended.status, received.length]).toEqual(["failed", 1]);
  });

  it("goes to no host that it is not for, and nothing is sent", async () => {
    await saveSecret.run(harness.me(), {
      name: "elsewhere",
      value: VALUE,
      hosts: ["other.example.com"],
    });
    const headers = { Authorization: "{{secret.elsewhere}}" };
    const { run: ended, steps } = await run([call({ headers })]);
    expect([ended.status, received.length]).toEqual(["failed", 0]);
    expect(steps[0]?.reason).toContain("may not be sent to");
  });

  it("that was deleted fails the step", async () => {
    const made = await saveSecret.run(harness.me(), { name: "gone", value: VALUE, hosts: [host] });
    await deleteSecret.run(harness.me(), { id: made.id });
    const { steps } = await run([call({ headers: { Authorization: "{{secret.gone}}" } })]);
    expect([received.length, steps[0]?.reason]).toEqual([
      0,
      expect.stringContaining("There is no secret “gone”"),
    ]);
  });

  it("stands nowhere in the database but sealed", async () => {
    await run([call()]);
    const { rows: tables } = await harness.test.admin.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname in ('public', 'private', 'mesh', 'pgboss')`,
    );
    expect(tables.length).toBeGreaterThan(20);
    for (const { name } of tables) {
      const { rows } = await harness.test.admin.query(
        `select from ${name} t where t::text like '%' || $1 || '%'`,
        [VALUE],
      );
      expect([name, rows.length]).toEqual([name, 0]);
    }
  });

  it("is listed by name and hosts alone", async () => {
    const listed = await listSecrets.run(harness.me(), {});
    expect(listed.find(({ name }) => name === "billing")).toMatchObject({ hosts: [host] });
    expect(JSON.stringify(listed)).not.toContain(VALUE);
  });
});

describe("a definition", () => {
  const definition = (step: object) => ({
    schema: 1,
    name: "Call",
    on: { event: "stripe.payment.received" },
    steps: [step],
  });
  it.each([
    ["in the address", call({ url: "https://other.example.com/{{secret.billing}}" })],
    ["in the body", call({ body: { key: "{{secret.billing}}" } })],
    ["in an event", { id: "tell", publish: "shop.told", with: { key: "{{secret.billing}}" } }],
    [
      "in a message",
      {
        id: "tell",
        use: "slack.messages.post",
        with: { channel: "#x", text: "{{secret.billing}}" },
      },
    ],
  ])("with a secret %s is refused", async (_where, step) => {
    expect(
      await refusal(saveAutomation.run(harness.me(), { definition: definition(step) })),
    ).toEqual(["invalid", undefined]);
  });
  it("with a credential in a header is refused", async () => {
    const step = call({ headers: { Authorization: "Bearer abc" } });
    await expect(
      saveAutomation.run(harness.me(), { definition: definition(step) }),
    ).rejects.toThrow("Looks like a credential");
  });
});

describe("storing a secret", () => {
  it.each([
    ["a host that is not allowed here", { hosts: ["evil.example.com"] }],
    ["no host", { hosts: [] }],
    ["a short value", { value: "short" }],
    ["a value that no header carries", { value: "Łukasz-Łukasz" }],
    ["a name with a dot", { name: "a.b" }],
  ])("is refused with %s", async (_what, change) => {
    const input = { name: "billing", value: VALUE, hosts: [host], ...change };
    expect((await refusal(saveSecret.run(harness.me(), input)))[0]).toBe("invalid");
  });
  it("needs an admin and a session that still holds", async () => {
    const input = { name: "billing", value: VALUE, hosts: [host] };
    const member = { ...harness.me(), role: "member" as const };
    expect((await refusal(saveSecret.run(member, input)))[0]).toBe("forbidden");
    const signedOut = {
      ...harness.me(),
      actor: sessionActor("ended", () => Promise.reject(new Error("signed out"))),
    };
    await expect(saveSecret.run(signedOut, input)).rejects.toThrow("signed out");
  });
  it("stops at fifty, also when many are stored at once, and still replaces", async () => {
    const save = (name: string) =>
      saveSecret.run(harness.me(), { name, value: VALUE, hosts: [host] });
    const room = 50 - (await listSecrets.run(harness.me(), {})).length;
    for (let at = 5; at < room; at++) await save(`many_${at}`);
    const saved = await Promise.allSettled(
      Array.from({ length: 10 }, (_, at) => save(`at_once_${at}`)),
    );
    expect(saved.filter(({ status }) => status === "fulfilled")).toHaveLength(5);
    expect(await listSecrets.run(harness.me(), {})).toHaveLength(50);
    expect((await refusal(save("one_more")))[0]).toBe("conflict");
    await save("billing");
  });
  it("is in the audit log, without its value", async () => {
    const { rows } = await harness.test.admin.query<{ row: string }>(
      "select a::text as row from public.audit_log a where action = 'secrets.save'",
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(rows.some(({ row }) => row.includes(VALUE))).toBe(false);
  });
});
