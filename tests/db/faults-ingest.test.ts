import { beforeAll, describe, expect, it } from "vitest";

import { setConnectionStatus } from "@/lib/db/connections";

import {
  ACCOUNT,
  SHARED,
  OLD_SECRET,
  test,
  ada,
  bob,
  services,
  second,
  gate,
  gated,
  deliver,
  statusOf,
  stored,
  versions,
} from "./ingest-fixture";
import { chargeEvent, connectAs, WEBHOOK_SECRET } from "./services";

describe("one delivery or many", () => {
  it("answers a redelivery after a lost answer with 200 and stores nothing more", async () => {
    const event = chargeEvent(ACCOUNT);
    expect(await deliver(event)).toEqual({ status: 200, body: { received: true } });
    expect(await deliver(event)).toEqual({ status: 200, body: { received: true } });
    expect(await stored(event.id)).toBe(1);
  });

  it("stores nothing when the connection breaks before the commit; the redelivery stores", async () => {
    const event = chargeEvent(ACCOUNT);
    await statusOf(chargeEvent(ACCOUNT), { by: gated });
    gate.hang(true);
    const answer = deliver(event, { by: gated });
    await new Promise((resolve) => setTimeout(resolve, 200));
    gate.hang(false);
    expect((await answer).status).toBe(503);
    expect(await stored(event.id)).toBe(0);
    expect(await statusOf(event, { by: gated })).toBe(200);
    expect(await stored(event.id)).toBe(1);
  });

  it("stores 200 parallel copies over two instances once", async () => {
    const event = chargeEvent(ACCOUNT);
    const answers = await Promise.all(
      Array.from({ length: 200 }, (_, index) =>
        statusOf(event, { by: index % 2 === 0 ? services : second }),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    expect(await stored(event.id)).toBe(1);
  });

  it("writes nothing to the log for a storm of known events", async () => {
    const events = Array.from({ length: 200 }, () => chargeEvent(ACCOUNT));
    await Promise.all(events.map((event) => deliver(event)));
    const before = await versions();
    for (let round = 0; round < 10; round++) {
      const answers = await Promise.all(events.map((event) => statusOf(event)));
      expect(answers.every((status) => status === 200)).toBe(true);
    }
    expect(await versions()).toEqual(before);
  });

  it("stores an event once in each workspace that has the account", async () => {
    const event = chargeEvent(SHARED);
    await deliver(event);
    await deliver(event);
    const { rows } = await test.admin.query<{ workspace_id: string }>(
      "select workspace_id from mesh.event where id = $1",
      [event.id],
    );
    expect(rows.map((row) => row.workspace_id).toSorted()).toEqual(
      [ada.workspace, bob.workspace].toSorted(),
    );
  });

  it("answers a thin event with a note and stores nothing, so that one change has one effect", async () => {
    const thin = {
      id: "evt_test_thin",
      object: "v2.core.event",
      type: "v1.billing.meter.error_report_triggered",
      created: new Date().toISOString(),
      livemode: false,
      related_object: { id: "mtr_1", type: "billing.meter", url: "/v1/billing/meters/mtr_1" },
    };
    const { status, body } = await deliver(thin);
    expect([status, body["note"]]).toEqual([200, expect.stringContaining("thin event")]);
    expect(await statusOf(thin, { secret: "whsec_of_somebody_else" })).toBe(400);
    expect(await stored(thin.id)).toBe(0);
  });
});

describe("an event of a mode that is not connected", () => {
  it("is put aside with that reason, and one of an unknown account with its own", async () => {
    const other = chargeEvent(ACCOUNT, { livemode: true });
    const unknown = chargeEvent("acct_1Nobody");
    for (const event of [other, unknown]) expect(await statusOf(event)).toBe(200);
    const { rows } = await test.admin.query<{ event_id: string; reason: string }>(
      "select event_id, reason from private.quarantine where event_id = any($1)",
      [[other.id, unknown.id]],
    );
    expect(Object.fromEntries(rows.map((row) => [row.event_id, row.reason]))).toEqual({
      [other.id]: "wrong_mode",
      [unknown.id]: "unknown_account",
    });
  });
});

describe("the age of a signature", () => {
  const now = 1_790_000_000;
  it.each([
    [299, 200],
    [300, 200],
    [301, 400],
    [-60, 200],
    [-61, 400],
  ])("signed %d s ago → %d", async (age, status) => {
    const by = { ...services, now: () => new Date(now * 1000) };
    expect(await statusOf(chargeEvent(ACCOUNT), { by, at: now - age })).toBe(status);
  });
});

describe("the ring of secrets", () => {
  it("takes the new and the old secret while both are configured", async () => {
    const by = { ...services, webhookSecrets: () => [WEBHOOK_SECRET, OLD_SECRET] };
    expect(await statusOf(chargeEvent(ACCOUNT), { by })).toBe(200);
    expect(await statusOf(chargeEvent(ACCOUNT), { by, secret: OLD_SECRET })).toBe(200);
  });
  it("refuses the old one once it is gone, and a secret nobody configured", async () => {
    expect(await statusOf(chargeEvent(ACCOUNT), { secret: OLD_SECRET })).toBe(400);
    expect(await statusOf(chargeEvent(ACCOUNT), { secret: `${WEBHOOK_SECRET}\n` })).toBe(400);
  });
  it("refuses an empty ring with 503 and never takes an empty secret", async () => {
    const none = { ...services, webhookSecrets: () => [] };
    expect(await statusOf(chargeEvent(ACCOUNT), { by: none })).toBe(503);
    const empty = { ...services, webhookSecrets: () => [""] };
    const event = chargeEvent(ACCOUNT);
    expect(await statusOf(event, { by: empty })).toBe(400);
    // Signed with nothing, as anybody could.
    const signed = Buffer.from(JSON.stringify(event));
    expect(await statusOf(signed, { by: empty, secret: "" })).toBe(400);
    expect(await stored(event.id)).toBe(0);
  });
});

describe("a connection's own endpoint", () => {
  const OWN = "whsec_own_0123456789abcdef";
  let endpoint: string;
  let connection: string;
  beforeAll(async () => {
    const row = await connectAs(test, ada, "acct_1Own");
    connection = row.id;
    const sealed = services.vault.seal(OWN, `${ada.workspace}|${row.id}|webhook_secret`);
    const { rows } = await test.admin.query<{ id: string }>(
      "insert into private.webhook_endpoints (connection_id, sealed) values ($1, $2) returning id",
      [row.id, sealed],
    );
    endpoint = rows[0]?.id ?? "";
  });

  it("stores events of its own account, named in the body or not", async () => {
    for (const account of ["acct_1Own", undefined]) {
      const event = chargeEvent("acct_1Own", { account });
      expect(await statusOf(event, { endpoint, secret: OWN })).toBe(200);
      expect(await stored(event.id)).toBe(1);
    }
  });
  it("refuses another account and the other mode", async () => {
    expect(await statusOf(chargeEvent(ACCOUNT), { endpoint, secret: OWN })).toBe(400);
    const live = chargeEvent("acct_1Own", { livemode: true });
    expect(await statusOf(live, { endpoint, secret: OWN })).toBe(400);
    expect(await stored(live.id)).toBe(0);
  });
  it("refuses the platform's secret here and its own secret at the platform's address", async () => {
    expect(await statusOf(chargeEvent("acct_1Own"), { endpoint })).toBe(400);
    expect(await statusOf(chargeEvent("acct_1Own"), { secret: OWN })).toBe(400);
  });
  it.each(["x", "-".repeat(36), "00000000-0000-4000-8000-000000000000", "'; drop table x; --"])(
    "knows no endpoint “%s”",
    async (unknown) => {
      expect(await statusOf(chargeEvent("acct_1Own"), { endpoint: unknown, secret: OWN })).toBe(
        404,
      );
    },
  );
  it("is closed when the connection is revoked", async () => {
    await test.db.withService((trx) => setConnectionStatus(trx, connection, "revoked"));
    expect(await statusOf(chargeEvent("acct_1Own"), { endpoint, secret: OWN })).toBe(404);
  });
});
