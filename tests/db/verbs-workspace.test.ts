import { describe, expect, it } from "vitest";

import { accountHash } from "@/lib/core/server/account-hash";
import { appendSecurityEvent } from "@/lib/db/security-log";
import { accountActivity } from "@/lib/verbs/account/activity";
import { listAudit } from "@/lib/verbs/audit/list";
import { connectKey } from "@/lib/verbs/connections/connect-key";
import { listConnections } from "@/lib/verbs/connections/list";
import { setWebhookSecret } from "@/lib/verbs/connections/set-webhook-secret";
import { testConnection } from "@/lib/verbs/connections/test";
import { removeMember, setMemberRole } from "@/lib/verbs/members/change-role";
import { inviteMember } from "@/lib/verbs/members/invite";
import { listMembers } from "@/lib/verbs/members/list";
import { chooseConnection } from "@/lib/verbs/widgets/choose-connection";
import { widgetData } from "@/lib/verbs/widgets/data";

import { connectAs, contextOf, refusal } from "./services";
import { ACCOUNT, ada, bob, idOf, owner, sandbox, services, test, viewer } from "./verbs-fixture";

describe("connections by key", () => {
  it("tests the key with the provider, and keeps it out of everything that members see", async () => {
    const token = sandbox.control.connect(ACCOUNT);
    const connection = await connectKey.run(owner, { provider: "stripe", fields: { pat: token } });
    expect(connection).toMatchObject({ accountId: ACCOUNT, authKind: "key", status: "active" });
    expect(JSON.stringify(await listConnections.run(owner, {}))).not.toContain(token);
    expect(await testConnection.run(owner, { id: connection.id })).toMatchObject({
      account: ACCOUNT,
    });
    const { url } = await setWebhookSecret.run(owner, { id: connection.id });
    expect(url).toMatch(/\/api\/webhooks\/stripe\/[0-9a-f-]{36}$/);
    expect(
      (await setWebhookSecret.run(owner, { id: connection.id, secret: "whsec_another_secret_1" }))
        .url,
    ).toBe(url);
  });

  it.each([
    ["a publishable key", ["pk", "test", "1234567890abcdef"].join("_"), /publishable/i],
    ["a live key", ["sk", "live", "1234567890abcdefghij"].join("_"), /live key/],
    [
      "a key nobody issued",
      ["sk", "test", "1234567890abcdefghij"].join("_"),
      /does not accept this key/,
    ],
  ])("refuses %s in words", async (_name, key, sentence) => {
    await expect(
      connectKey.run(owner, { provider: "stripe", fields: { pat: key } }),
    ).rejects.toThrow(sentence);
  });

  it.each([
    ["an empty field", { pat: "" }, "pat", /Enter “Secret or restricted key”/],
    ["a missing field", {}, "pat", /Enter “/],
    ["a field that nobody declared", { pat: "x", url: "y" }, "url", /Unknown field “url”/],
    ["a malformed value", { pat: "nonsense" }, "pat", /Invalid Stripe token format/],
  ])("names %s", async (_name, fields, field, sentence) => {
    const error: unknown = await connectKey
      .run(owner, { provider: "stripe", fields })
      .catch((caught: unknown) => caught);
    expect(error).toMatchObject({ code: "invalid", details: { field } });
    expect(String(error)).toMatch(sentence);
  });

  it("lets a widget show one of several accounts, of this workspace only", async () => {
    const other = sandbox.control.connect("acct_1KissatenCoffeeJ");
    const { id } = await connectKey.run(owner, { provider: "stripe", fields: { pat: other } });
    const widget = await idOf("stripe-payments");
    await chooseConnection.run(owner, { id: widget, connectionId: id });
    const after = await widgetData.run(owner, { id: widget });
    expect(after).toMatchObject({ currency: "jpy", timeZone: "Asia/Tokyo" });
    const foreign = await connectAs(test, bob, "acct_1NorthwindRoastr");
    expect(
      (await refusal(chooseConnection.run(owner, { id: widget, connectionId: foreign.id })))[0],
    ).toBe("not_found");
  });

  it("asks for the role", async () => {
    expect(
      await refusal(connectKey.run(viewer(), { provider: "stripe", fields: { pat: "x" } })),
    ).toEqual(["forbidden", undefined]);
  });
});

describe("members", () => {
  it("join by a link that is stored as a hash, and are counted with their roles", async () => {
    const { url } = await inviteMember.run(owner, { role: "member" });
    const token = url.split("/").at(-1) ?? "";
    const { rows } = await test.admin.query<{ found: boolean }>(
      "select bool_or(i::text like '%' || $1 || '%') as found from public.invitations i",
      [token],
    );
    expect(rows[0]?.found).toBe(false);
    expect((await listMembers.run(owner, {})).map(({ role }) => role)).toEqual(["owner", "viewer"]);
  });

  it("change roles and leave; the last owner stays", async () => {
    await setMemberRole.run(owner, { userId: bob.sub, role: "admin" });
    const admin = contextOf(services, bob, { workspaceId: ada.workspace, role: "admin" });
    expect(await refusal(setMemberRole.run(admin, { userId: ada.sub, role: "viewer" }))).toEqual([
      "not_found",
      undefined,
    ]);
    expect(await refusal(removeMember.run(owner, { userId: ada.sub }))).toEqual([
      "conflict",
      undefined,
    ]);
    await removeMember.run(admin, { userId: bob.sub });
    expect(await listMembers.run(owner, {})).toHaveLength(1);
  });

  it("leave a line in the audit log for what they did, which admins read", async () => {
    const { rows } = await test.admin.query<{ action: string }>(
      "select distinct action from public.audit_log where workspace_id = $1 order by 1",
      [ada.workspace],
    );
    expect(rows.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        "connections.connect-key",
        "connections.test",
        "members.invite",
        "members.remove",
        "members.set-role",
      ]),
    );
    const first = await listAudit.run(owner, { area: "members", limit: 2 });
    expect(first.entries).toMatchObject([
      { action: "members.remove", words: "Removed a member", target: bob.sub, targetName: null },
      {
        action: "members.set-role",
        actor: { kind: "user", id: ada.sub, name: expect.any(String) as string },
        details: { role: "admin" },
      },
    ]);
    const rest = await listAudit.run(owner, { area: "members", before: first.next ?? undefined });
    expect(rest.entries.map(({ action }) => action)).toEqual(["members.invite"]);
    expect(rest.next).toBeNull();
    expect((await listAudit.run(owner, { area: "runs" })).entries).toEqual([]);
    const member = contextOf(services, bob, { workspaceId: ada.workspace, role: "member" });
    expect(await refusal(listAudit.run(member, {}))).toEqual(["forbidden", undefined]);
    const stranger = contextOf(services, bob, { workspaceId: ada.workspace, role: "admin" });
    expect((await listAudit.run(stranger, {})).entries).toEqual([]);
  });
});

describe("an account", () => {
  it("shows its own person what happened to it, failed attempts of strangers included", async () => {
    const db = services.db;
    const account = accountHash(` ${ada.email.toUpperCase()}`);
    await appendSecurityEvent(db, { kind: "sign_in_failed", address: "::1", details: { account } });
    await appendSecurityEvent(db, { kind: "sign_in", userId: ada.sub, address: "::1" });
    await appendSecurityEvent(db, { kind: "password_changed", userId: bob.sub });
    const { events } = await accountActivity.run(owner, {});
    expect(events.slice(0, 2)).toMatchObject([
      { words: "Signed in", isUnusual: false, address: "::1" },
      { words: "Sign-in failed", isUnusual: true, address: "::1" },
    ]);
    expect(events.map(({ words }) => words)).not.toContain("Password changed");
    expect((await accountActivity.run(owner, { limit: 1 })).events).toHaveLength(1);
  });
});
