import { describe, expect, it } from "vitest";

import { receiveWebhook } from "@/lib/ingest/receive";
import { disconnect } from "@/lib/verbs/connections/disconnect";
import { CLIENT_ID, KISSATEN_ID, NORTHWIND_ID } from "@/sandbox/stripe/testing";

import {
  ada,
  begin,
  bob,
  connections,
  consent,
  finish,
  isConnected,
  sandbox,
  services,
  test,
} from "./oauth-fixture";
import { chargeEvent, contextOf, refusal, signatureOf, WEBHOOK_SECRET } from "./services";
import type { TestUser } from "./stack";

async function connect(user: TestUser, by = services) {
  const context = contextOf(by, user);
  return finish(context, { state: await begin(context), code: consent() });
}
const secrets = async (id: string) =>
  (await test.admin.query("select from private.connection_secrets where connection_id = $1", [id]))
    .rowCount;
const away: typeof fetch = () => Promise.reject(new TypeError("away"));

const revocation = (at: Date) =>
  chargeEvent(NORTHWIND_ID, {
    type: "account.application.deauthorized",
    created: Math.floor(at.getTime() / 1000),
    data: { object: { id: CLIENT_ID, object: "application" } },
  });

const deliver = async (event: unknown) => {
  const body = JSON.stringify(event);
  const request = new Request("http://localhost/api/webhooks/stripe", {
    method: "POST",
    body,
    headers: { "stripe-signature": signatureOf(body, WEBHOOK_SECRET) },
  });
  return (await receiveWebhook(services, request, "stripe", null)).status;
};

describe("leaving and coming back", () => {
  it("tells the provider only when the last workspace leaves", async () => {
    const first = await connect(ada);
    const last = await connect(bob);
    expect(await disconnect.run(contextOf(services, ada), { id: first.id })).toMatchObject({
      upstream: false,
    });
    expect(isConnected()).toBe(true);
    expect([await secrets(first.id), (await secrets(last.id)) ?? 0]).toEqual([0, 2]);
    expect(await disconnect.run(contextOf(services, bob), { id: last.id })).toMatchObject({
      upstream: true,
    });
    expect(isConnected()).toBe(false);
    expect((await connections()).map((row) => row.status)).toEqual(["revoked", "revoked"]);
  });

  it("tells the provider when the last two workspaces leave at the same moment", async () => {
    const both = [await connect(ada), await connect(bob)];
    const told = await Promise.all(
      [ada, bob].map((user, index) =>
        disconnect.run(contextOf(services, user), { id: both[index]?.id ?? "" }),
      ),
    );
    expect(told.filter(({ upstream }) => upstream)).toHaveLength(1);
    expect(isConnected()).toBe(false);
  });

  it("stays connected when the provider cannot be told, and can be tried again", async () => {
    const connection = await connect(ada);
    const offline = contextOf({ ...services, fetch: away }, ada);
    expect((await refusal(disconnect.run(offline, { id: connection.id })))[0]).toBe("upstream");
    expect(await connections()).toMatchObject([{ status: "active" }]);
    await disconnect.run(contextOf(services, ada), { id: connection.id });
    expect(isConnected()).toBe(false);
  });

  it("takes an authorisation that has ended already as ended", async () => {
    const connection = await connect(ada);
    sandbox.control.disconnect(NORTHWIND_ID);
    await disconnect.run(contextOf(services, ada), { id: connection.id });
    expect(await connections()).toMatchObject([{ status: "revoked" }]);
  });

  it("cannot be disconnected from another workspace", async () => {
    const connection = await connect(ada);
    const stranger = contextOf(services, bob);
    expect((await refusal(disconnect.run(stranger, { id: connection.id })))[0]).toBe("not_found");
    expect(isConnected()).toBe(true);
  });

  it("repairs the same connection when the account is connected again", async () => {
    const before = await connect(ada);
    await disconnect.run(contextOf(services, ada), { id: before.id });
    const [ended] = await connections();
    await connect(ada);
    expect(await connections()).toEqual([
      { id: before.id, status: "active", generation: (ended?.generation ?? 0) + 1 },
    ]);
    expect(await secrets(before.id)).toBe(2);
  });

  it("keeps two accounts of one workspace apart", async () => {
    await connect(ada);
    const context = contextOf(services, ada);
    await finish(context, { state: await begin(context), code: consent(KISSATEN_ID) });
    expect(await connections()).toHaveLength(2);
  });

  it("ends the connection and deletes its secrets when the account withdraws", async () => {
    const connection = await connect(ada);
    expect(await deliver(revocation(new Date(Date.now() + 1000)))).toBe(200);
    expect(await connections()).toMatchObject([{ status: "revoked" }]);
    expect(await secrets(connection.id)).toBe(0);
  });

  it("ignores a withdrawal that is older than the connection, however often it comes", async () => {
    await connect(ada);
    const late = revocation(new Date(Date.now() - 5000));
    expect([await deliver(late), await deliver(late)]).toEqual([200, 200]);
    expect(await connections()).toMatchObject([{ status: "active" }]);
  });

  it("is not ended by a withdrawal that came before it was made", async () => {
    expect(await deliver(revocation(new Date(Date.now() - 5000)))).toBe(200);
    await connect(ada);
    expect(await connections()).toMatchObject([{ status: "active" }]);
  });
});
