import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { sha256 } from "@/lib/connections/oauth";
import type { Role } from "@/lib/contracts/member";
import { AppError } from "@/lib/core/errors";
import { acceptInvitation, findInvitation } from "@/lib/db/invitations";
import { publishEvents } from "@/lib/verbs/events/publish-api";
import { removeMember, setMemberRole } from "@/lib/verbs/members/change-role";
import { inviteMember, listInvitationsVerb, withdrawInvitation } from "@/lib/verbs/members/invite";
import { joinWorkspace } from "@/lib/verbs/members/join";
import { tokenContext } from "@/lib/verbs/tokens/token-context";
import { createToken, listTokens } from "@/lib/verbs/tokens/tokens";
import type { Services } from "@/lib/verbs/types";

import { contextOf, refusal, sessionActor, testServices } from "../db/services";
import { startTestStack, type TestStack, type TestUser } from "../db/stack";

/** What an admin leaves behind must not let them, or others, back in. */
let test: TestStack;
let services: Services;
let owner: TestUser;
let admin: TestUser;
let stranger: TestUser;
let number = 0;

/** Publishes as a client does that sends this header. */
const publishWith = async (by: Services, authorization: string, body: unknown) =>
  publishEvents.run(await tokenContext(by, authorization), body);

beforeAll(async () => {
  test = await startTestStack();
  services = testServices(test);
});
afterAll(async () => {
  await services.db.end();
  await test.stop();
});
beforeEach(async () => {
  number++;
  owner = await test.signUp(`owner${number}`);
  admin = await test.signUp(`admin${number}`);
  stranger = await test.signUp(`stranger${number}`);
  await test.admin.query("insert into public.memberships values ($1, $2, 'admin')", [
    owner.workspace,
    admin.sub,
  ]);
});

const inside = (user: TestUser, role: Role) =>
  contextOf(services, user, { workspaceId: owner.workspace, role });
const tokenOf = (url: string) => url.split("/").at(-1) ?? "";
const invite = async (by: TestUser, role = "admin") =>
  tokenOf((await inviteMember.run(inside(by, "admin"), { role })).url);
const accept = (user: TestUser, token: string) =>
  services.db.withUser({ sub: user.sub, email: user.email }, (trx) =>
    acceptInvitation(trx, sha256(token)),
  );
const offer = (token: string) =>
  services.db.withService((trx) => findInvitation(trx, sha256(token)));
const roleOf = async (user: TestUser) =>
  (
    await test.admin.query<{ role: string }>(
      "select role from public.memberships where workspace_id = $1 and user_id = $2",
      [owner.workspace, user.sub],
    )
  ).rows[0]?.role;
const remove = (user: TestUser) => removeMember.run(inside(owner, "owner"), { userId: user.sub });
const demote = (user: TestUser, role: Role) =>
  setMemberRole.run(inside(owner, "owner"), { userId: user.sub, role });

describe("an invitation", () => {
  it("names the workspace, who invites and the role, to whoever holds the link", async () => {
    const token = await invite(admin, "viewer");
    expect(await offer(token)).toEqual({
      workspaceId: owner.workspace,
      workspace: `owner${number}’s workspace`,
      inviter: `admin${number}`,
      role: "viewer",
    });
    expect(await offer("made-up")).toBeUndefined();
  });

  it("joins one person", async () => {
    const token = await invite(admin, "member");
    const outcomes = await Promise.all([accept(stranger, token), accept(owner, token)]);
    expect(outcomes).toContain(owner.workspace);
    expect(await roleOf(stranger)).toBe("member");
    const late = await test.signUp(`late${number}`);
    expect(await accept(late, token)).toBeNull();
    expect(await roleOf(late)).toBeUndefined();
    expect(await offer(token)).toBeUndefined();
  });

  it("joins by a verb, which Auth must confirm and the audit log shows", async () => {
    const token = await invite(admin, "member");
    const invited = contextOf(services, stranger, {
      workspaceId: owner.workspace,
      role: "invited",
    });
    const ended = sessionActor("ended", () =>
      Promise.reject(new AppError("unauthenticated", "You were signed out.")),
    );
    expect((await refusal(joinWorkspace.run({ ...invited, actor: ended }, { token })))[0]).toBe(
      "unauthenticated",
    );
    expect((await refusal(listInvitationsVerb.run(invited, {})))[0]).toBe("forbidden");
    const elsewhere = { ...invited, workspaceId: stranger.workspace };
    expect((await refusal(joinWorkspace.run(elsewhere, { token })))[0]).toBe("not_found");
    expect(await roleOf(stranger)).toBeUndefined();
    await joinWorkspace.run(invited, { token });
    expect(await roleOf(stranger)).toBe("member");
    expect((await refusal(joinWorkspace.run(invited, { token })))[0]).toBe("not_found");
    const { rows } = await test.admin.query(
      "select actor_kind, actor_id, target from public.audit_log where workspace_id = $1 and action = 'members.join'",
      [owner.workspace],
    );
    expect(rows).toEqual([{ actor_kind: "user", actor_id: stranger.sub, target: stranger.sub }]);
  });

  it("joins one of several who use it at once", async () => {
    const token = await invite(admin, "member");
    const crowd = await Promise.all(
      ["a", "b", "c", "d"].map((name) => test.signUp(`${name}${number}`)),
    );
    const joined = await Promise.all(crowd.map((user) => accept(user, token)));
    expect(joined.filter((workspace) => workspace !== null)).toHaveLength(1);
  });

  it("is not used up by somebody who is a member already, and changes no role", async () => {
    const token = await invite(admin, "viewer");
    expect(await accept(admin, token)).toBe(owner.workspace);
    expect(await roleOf(admin)).toBe("admin");
    expect(await accept(stranger, token)).toBe(owner.workspace);
  });

  it("dies when its maker is removed: they cannot come back by it", async () => {
    const token = await invite(admin);
    await remove(admin);
    expect(await accept(admin, token)).toBeNull();
    expect(await accept(stranger, token)).toBeNull();
    expect(await offer(token)).toBeUndefined();
    expect([await roleOf(admin), await roleOf(stranger)]).toEqual([undefined, undefined]);
  });

  it.each(["member", "viewer"] as const)("dies when its maker becomes a %s", async (role) => {
    const token = await invite(admin);
    await demote(admin, role);
    expect(await accept(stranger, token)).toBeNull();
    await demote(admin, "admin");
    expect(await accept(stranger, token)).toBeNull();
  });

  it("expires", async () => {
    const token = await invite(admin);
    await test.admin.query("update public.invitations set expires_at = now()");
    expect([await offer(token), await accept(stranger, token)]).toEqual([undefined, null]);
  });

  it("is listed without its link, and can be withdrawn", async () => {
    const token = await invite(admin, "viewer");
    const listed = await listInvitationsVerb.run(inside(owner, "owner"), {});
    expect(listed).toMatchObject([{ role: "viewer", inviter: `admin${number}` }]);
    expect(JSON.stringify(listed)).not.toContain(token);
    await withdrawInvitation.run(inside(owner, "owner"), { id: listed[0]?.id });
    expect(await accept(stranger, token)).toBeNull();
    expect(
      (await refusal(withdrawInvitation.run(inside(owner, "owner"), { id: listed[0]?.id })))[0],
    ).toBe("not_found");
  });

  it("is one of at most twenty, also when many are made at once", async () => {
    const made = await Promise.allSettled(Array.from({ length: 25 }, () => invite(admin)));
    expect(made.filter(({ status }) => status === "fulfilled")).toHaveLength(20);
    expect((await refusal(invite(owner)))[0]).toBe("conflict");
    await test.admin.query("update public.invitations set expires_at = now()");
    await invite(owner);
  });
});

describe("an API token", () => {
  const publish = (token: string) =>
    publishWith(services, `Bearer ${token}`, { events: [{ type: "shop.order.paid" }] });
  const create = async (name = "shop", days?: number) =>
    (await createToken.run(inside(admin, "admin"), { name, days })).token;
  const stopped = async () =>
    (await listTokens.run(inside(owner, "owner"), {})).map((token) => token.stopped);

  it("dies with the removal of its maker", async () => {
    const token = await create();
    await publish(token);
    await remove(admin);
    expect((await refusal(publish(token)))[0]).toBe("unauthenticated");
    expect(await stopped()).toEqual([]);
  });

  it("works only while its maker is an admin", async () => {
    const token = await create();
    await demote(admin, "member");
    expect((await refusal(publish(token)))[0]).toBe("unauthenticated");
    expect(await stopped()).toEqual(["creator"]);
    await demote(admin, "admin");
    expect((await refusal(publish(token)))[0]).toBe("unauthenticated");
    expect(await stopped()).toEqual(["creator"]);
  });

  it("expires, after 90 days where nothing else is said and after a year at most", async () => {
    const token = await create();
    const { rows } = await test.admin.query<{ days: number }>(
      "select extract(day from expires_at - created_at)::integer as days from public.api_tokens where name = 'shop' and workspace_id = $1",
      [owner.workspace],
    );
    expect(rows).toEqual([{ days: 90 }]);
    for (const days of [0, 366, 1.5, -1])
      expect((await refusal(create("other", days)))[0]).toBe("invalid");
    await test.admin.query("update public.api_tokens set expires_at = now()");
    expect((await refusal(publish(token)))[0]).toBe("unauthenticated");
    expect(await stopped()).toEqual(["expired"]);
  });

  it("is one of at most fifty", async () => {
    let made = 0;
    for (let batch = 0; batch < 11; batch++) {
      const outcomes = await Promise.allSettled(
        Array.from({ length: 5 }, (_, at) => create(`token_${batch}_${at}`)),
      );
      made += outcomes.filter(({ status }) => status === "fulfilled").length;
    }
    expect(made).toBe(50);
  });
});

describe("a refusal", () => {
  it("is one in words when an admin makes themself an owner, and is noted", async () => {
    const promote = setMemberRole.run(inside(admin, "admin"), { userId: admin.sub, role: "owner" });
    expect((await refusal(promote))[0]).toBe("forbidden");
    const { rows } = await test.admin.query(
      "select kind, details from private.security_log where user_id = $1",
      [admin.sub],
    );
    expect(rows).toEqual([
      { kind: "refused", details: { action: "members.set-role", role: "admin" } },
    ]);
  });

  it("is noted once in a while, however often it is asked for", async () => {
    for (let time = 0; time < 5; time++)
      await refusal(inviteMember.run(inside(stranger, "viewer"), { role: "admin" }));
    const { rowCount } = await test.admin.query(
      "select from private.security_log where user_id = $1",
      [stranger.sub],
    );
    expect(rowCount).toBe(1);
  });

  it("is forgotten after 90 days", async () => {
    await test.admin.query(
      "insert into private.security_log (kind, at) values ('old', now() - interval '91 days'), ('new', now())",
    );
    await test.admin.query("insert into private.security_log (kind) values ('new')");
    const { rows } = await test.admin.query(
      "select distinct kind from private.security_log where kind in ('old', 'new')",
    );
    expect(rows).toEqual([{ kind: "new" }]);
  });
});
