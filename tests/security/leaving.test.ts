import { fork, type ChildProcess } from "node:child_process";

import { decodeJwt } from "jose";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";

import { isSessionLive } from "@/lib/db/sessions";
import { removeMember, setMemberRole } from "@/lib/verbs/members/change-role";
import type { Services } from "@/lib/verbs/types";

import { contextOf, testServices } from "../db/services";
import { startTestStack, type TestStack, type TestUser } from "../db/stack";

/** Signing out, another password, another role and removal end what was open, in every process, within two seconds. */
let test: TestStack;
let services: Services;
let ada: TestUser;
let bob: TestUser;
let number = 0;
const children: ChildProcess[] = [];
const LIMIT_MS = 2000;

beforeAll(async () => {
  test = await startTestStack();
  services = testServices(test);
});
afterAll(async () => {
  await services.db.end();
  await test.stop();
});
beforeEach(async () => {
  ada = await test.signUp(`ada${++number}`);
  bob = await test.signUp(`bob${number}`);
  await test.admin.query("insert into public.memberships values ($1, $2, 'member')", [
    ada.workspace,
    bob.sub,
  ]);
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill();
});

const sessionOf = (user: Pick<TestUser, "accessToken">) =>
  String(decodeJwt(user.accessToken)["session_id"]);

/** Calls the auth service as somebody. */
async function auth(
  path: string,
  token: string | null,
  body: unknown,
  method: "POST" | "PUT" = "POST",
) {
  const { SUPABASE_URL, SUPABASE_PUBLISHABLE_KEY: apikey = "" } = test.stack.env;
  const response = await fetch(`${SUPABASE_URL}/auth/v1/${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      apikey,
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, text: await response.text() };
}

async function signInAgain(user: TestUser): Promise<{ accessToken: string; refreshToken: string }> {
  const { text } = await auth("token?grant_type=password", null, {
    email: user.email,
    password: "correct horse",
  });
  const { access_token, refresh_token } = JSON.parse(text) as Record<string, string>;
  return { accessToken: access_token ?? "", refreshToken: refresh_token ?? "" };
}

/** Bob's stream of Ada's workspace in a process of its own. Returns how long it lives after `end` is called. */
async function openElsewhere(change: { deaf?: boolean; expiresInMs?: number; session?: string }) {
  const stream = {
    session: sessionOf(bob),
    user: bob.sub,
    workspace: ada.workspace,
    role: "member",
    expiresInMs: 3_600_000,
    deaf: false,
    ...change,
  };
  const child = fork("tests/security/stream-process.ts", {
    env: { ...process.env, ...test.stack.env, STREAM: JSON.stringify(stream) },
  });
  children.push(child);
  const messages: unknown[] = [];
  child.on("message", (message) => messages.push(message));
  const until = async (word: string, limitMs: number) => {
    for (const began = Date.now(); !messages.includes(word);) {
      if (Date.now() - began > limitMs) return `not ${word} within ${limitMs} ms`;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    return word;
  };
  await until("ready", 90_000);
  await new Promise((resolve) => setTimeout(resolve, 1500));
  expect(messages).toEqual(["ready"]);
  return (word = "access-ended") => until(word, LIMIT_MS);
}

const owner = () => contextOf(services, ada);

describe("a stream in another process ends within two seconds", () => {
  it.each([false, true])("when its reader signs out (without hints: %s)", async (deaf) => {
    const ended = await openElsewhere({ deaf });
    expect((await auth("logout?scope=global", bob.accessToken, {})).status).toBe(204);
    services.accessChanged();
    expect(await ended()).toBe("access-ended");
  });

  it("when its reader signs out by another session", async () => {
    const other = await signInAgain(bob);
    const ended = await openElsewhere({});
    await auth("logout?scope=global", other.accessToken, {});
    expect(await ended()).toBe("access-ended");
  });

  it("when its reader's other sessions end, as after a new password", async () => {
    const other = await signInAgain(bob);
    const ended = await openElsewhere({ deaf: true });
    await auth("user", other.accessToken, { password: "battery staple horse" }, "PUT");
    await auth("logout?scope=others", other.accessToken, {});
    expect(await ended()).toBe("access-ended");
  });

  it.each([false, true])("when its reader is removed (without hints: %s)", async (deaf) => {
    const ended = await openElsewhere({ deaf });
    await removeMember.run(owner(), { userId: bob.sub });
    expect(await ended()).toBe("access-ended");
  });

  it("when its reader's role changes, though access goes on", async () => {
    const ended = await openElsewhere({});
    await setMemberRole.run(owner(), { userId: bob.sub, role: "viewer" });
    expect(await ended("ended")).toBe("ended");
  });

  it("when its token expires, though access goes on", async () => {
    const ended = await openElsewhere({ deaf: true, expiresInMs: 5000 });
    await new Promise((resolve) => setTimeout(resolve, 3500));
    expect(await ended("ended")).toBe("ended");
  });
});

describe("a session", () => {
  it("is over for every process when Auth says so, while its token is still valid by signature", async () => {
    const session = sessionOf(bob);
    expect(await isSessionLive(services.db, session, bob.sub)).toBe(true);
    await auth("logout?scope=global", bob.accessToken, {});
    expect(await isSessionLive(services.db, session, bob.sub)).toBe(false);
  });

  it("belongs to one person", async () => {
    expect(await isSessionLive(services.db, sessionOf(bob), ada.sub)).toBe(false);
    for (const made of ["", "x", ada.sub, "00000000-0000-0000-0000-000000000000' or true --"])
      expect(await isSessionLive(services.db, made, bob.sub)).toBe(false);
  });

  it("cannot be refreshed after the other sessions were ended", async () => {
    const thief = await signInAgain(bob);
    await auth("logout?scope=others", bob.accessToken, {});
    expect(
      (await auth("token?grant_type=refresh_token", null, { refresh_token: thief.refreshToken }))
        .status,
    ).toBe(400);
    expect(await isSessionLive(services.db, sessionOf(bob), bob.sub)).toBe(true);
    expect(await isSessionLive(services.db, sessionOf(thief), bob.sub)).toBe(false);
  });
});
