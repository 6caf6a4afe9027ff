import { readFileSync } from "node:fs";
import path from "node:path";

import { Pool } from "pg";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { removeData, startApp, type RunningApp } from "./app";
import { openStream, signUp, type Person } from "./clients";
import { plainBrowser, rawRequest } from "./forms";

/** Attacks on sign-in and sessions, over HTTP alone, against the built app. */
let app: RunningApp;
let admin: Pool;
let auth: { SUPABASE_URL: string; SUPABASE_PUBLISHABLE_KEY: string };
const PASSWORD = "correct horse";
let number = 0;

beforeAll(async () => {
  app = await startApp();
  admin = new Pool({ connectionString: app.stack.adminUrl, max: 2 });
  // scripts/dev.ts writes the stack's environment into it
  auth = JSON.parse(readFileSync(path.join(app.dataDir, "stack.json"), "utf8")) as typeof auth;
});
afterAll(async () => {
  await admin.end();
  await app.stop();
  removeData(app);
});

const newPerson = () => signUp(app, `person${++number}`);
/** An address that no other test uses. */
const newAddress = () => `203.0.113.${++number}`;
const isSignedIn = (browser: ReturnType<typeof plainBrowser>) =>
  browser.cookies.has("dashboard-session") || browser.cookies.has("dashboard-session.0");

/** The access token in a session cookie. */
function accessToken({ cookie }: Person): string {
  const parts = cookie
    .split("; ")
    .filter((part) => /^dashboard-session(\.\d+)?=/.test(part))
    .toSorted()
    .map((part) => part.slice(part.indexOf("=") + 1));
  const encoded = parts.join("").replace(/^base64-/, "");
  const session = JSON.parse(Buffer.from(encoded, "base64url").toString()) as {
    access_token: string;
  };
  return session.access_token;
}
const signOutElsewhere = (person: Person) =>
  fetch(`${auth.SUPABASE_URL}/auth/v1/logout?scope=global`, {
    method: "POST",
    headers: {
      apikey: auth.SUPABASE_PUBLISHABLE_KEY,
      authorization: `Bearer ${accessToken(person)}`,
    },
  });

/** Asks for a reset link and reads it from the local mail. */
async function resetLink(email: string): Promise<URL> {
  const browser = plainBrowser(app, newAddress());
  await browser.submit("/reset", { email });
  return vi.waitFor(
    async () => {
      const list = await (await fetch(app.stack.mailUrl)).text();
      const name = new RegExp(`href="(/mail/[^"]+)">[^<]*</a> <small>to ${email}`).exec(list)?.[1];
      const mail = await (await fetch(new URL(name ?? "/mail/none", app.stack.mailUrl))).text();
      const link = /href="([^"]*\/auth\/confirm[^"]*)"/.exec(mail)?.[1] ?? "";
      return new URL(link.replaceAll("&#38;", "&").replaceAll("&amp;", "&"));
    },
    { timeout: 10_000, interval: 200 },
  );
}
const pathOf = (link: URL) => `${link.pathname}${link.search}`;

describe("a session that was ended elsewhere", () => {
  it("opens no page, no data and no stream, though its token is valid by signature", async () => {
    const person = await newPerson();
    const get = (to: string) =>
      fetch(`${app.url}${to}`, { headers: { cookie: person.cookie }, redirect: "manual" });
    expect((await get("/api/runs")).status).toBe(200);
    await signOutElsewhere(person);
    expect((await get("/api/runs")).status).toBe(401);
    expect((await openStream(app, person.cookie)).status).toBe(401);
    expect(await (await get("/")).text()).not.toContain("Connect Stripe");
    const ended = await get("/auth/ended");
    expect(ended.headers.get("location")).toContain("/login?error=session_ended");
    expect(ended.headers.getSetCookie().join("\n")).toMatch(/dashboard-session[^;]*=;/);
  });

  it("ends its streams within two seconds", async () => {
    const person = await newPerson();
    const stream = await openStream(app, person.cookie);
    await stream.next("hello");
    await signOutElsewhere(person);
    expect((await stream.next("bye", 2000)).data).toEqual({ reason: "access-ended" });
  });
});

it("lets one person open twelve streams, however fast they ask", async () => {
  const { cookie } = await newPerson();
  const streams = await Promise.all(Array.from({ length: 20 }, () => openStream(app, cookie)));
  expect(streams.filter(({ status }) => status === 200)).toHaveLength(12);
  const refused = await fetch(`${app.url}/api/mesh/stream`, { headers: { cookie } });
  expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, "5"]);
  for (const stream of streams) stream.abort();
});

describe("guessing passwords", () => {
  const guess = (browser: ReturnType<typeof plainBrowser>, email: string, password = "wrong") =>
    browser.submit("/login", { email, password }).then((response) => response.text());

  it("stops the guesser, and not the owner at another address", async () => {
    const { email } = await newPerson();
    const stranger = plainBrowser(app, newAddress());
    for (let time = 0; time < 10; time++)
      expect(await guess(stranger, email)).toContain("do not match");
    expect(await guess(stranger, email, PASSWORD)).toContain("Too many attempts");
    expect(isSignedIn(stranger)).toBe(false);
    const owner = plainBrowser(app, newAddress());
    await guess(owner, email, PASSWORD);
    expect(isSignedIn(owner)).toBe(true);
  });

  it("does not keep out a browser that has signed in before, at the guesser's very address", async () => {
    const { email } = await newPerson();
    const address = newAddress();
    const owner = plainBrowser(app, address);
    await guess(owner, email, PASSWORD);
    for (const name of owner.cookies.keys())
      if (name.startsWith("dashboard-session")) owner.cookies.delete(name);
    const stranger = plainBrowser(app, address);
    for (let time = 0; time < 11; time++) await guess(stranger, email);
    expect(await guess(stranger, email, PASSWORD)).toContain("Too many attempts");
    await guess(owner, email, PASSWORD);
    expect(isSignedIn(owner)).toBe(true);
  });

  it("over many accounts from one address stops", async () => {
    const address = newAddress();
    const answers: string[] = [];
    for (let first = 0; first < 60; first += 10)
      answers.push(
        ...(await Promise.all(
          Array.from({ length: 10 }, (_, at) =>
            guess(plainBrowser(app, address), `nobody${first + at}@example.com`),
          ),
        )),
      );
    expect(answers.filter((text) => text.includes("do not match"))).toHaveLength(50);
    expect(answers.filter((text) => text.includes("Too many attempts"))).toHaveLength(10);
  });

  it("leaves the reset open, and is noted", async () => {
    const { rows } = await admin.query<{ kind: string }>(
      "select distinct kind from private.security_log order by 1",
    );
    expect(rows.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining(["rate_limited", "sign_in", "sign_in_failed"]),
    );
    const { email } = await newPerson();
    expect((await resetLink(email)).searchParams.get("email")).toBe(email);
  });
});

describe("signing up", () => {
  it.each(["password", "12345678", "aaaaaaaa", "        "])("refuses %j", async (password) => {
    const browser = plainBrowser(app, newAddress());
    const email = `weak${++number}@example.com`;
    const response = await browser.submit("/signup", { email, password, name: "" });
    expect(await response.text()).toContain("easy to guess");
    expect(isSignedIn(browser)).toBe(false);
  });

  it("does not say that an address is taken", async () => {
    const { email } = await newPerson();
    const browser = plainBrowser(app, newAddress());
    const fields = { email, password: "amber kettle drum", name: "" };
    const text = await (await browser.submit("/signup", fields)).text();
    expect(text).toContain("could not be created");
    expect(text).not.toMatch(/already (registered|exists)|is taken/i);
  });
});

describe("a form", () => {
  it.each([{}, { origin: "https://evil.example" }, { origin: "null" }])(
    "that comes with %j signs nobody in",
    async (headers) => {
      const { email } = await newPerson();
      const browser = plainBrowser(app, newAddress());
      await browser.submit("/login", { email, password: PASSWORD }, headers);
      expect(isSignedIn(browser)).toBe(false);
    },
  );
});

describe("a link in an e-mail", () => {
  it("signs nobody in by being opened", async () => {
    const { email } = await newPerson();
    const link = await resetLink(email);
    const scanner = plainBrowser(app, newAddress());
    for (let time = 0; time < 2; time++)
      expect(await (await scanner.get(pathOf(link))).text()).toContain("Set a new password");
    expect(isSignedIn(scanner)).toBe(false);
    const owner = plainBrowser(app, newAddress());
    const token_hash = link.searchParams.get("token_hash") ?? "";
    await owner.submit(pathOf(link), { token_hash });
    expect(isSignedIn(owner)).toBe(true);
  });

  it("warns who is signed in, and never signs in another account than it names", async () => {
    const victim = await newPerson();
    const attacker = await newPerson();
    const link = await resetLink(attacker.email);
    const browser = plainBrowser(app, newAddress());
    await browser.submit("/login", { email: victim.email, password: PASSWORD });
    const page = await (await browser.get(pathOf(link))).text();
    expect(page).toContain("You are signed in as");
    expect(page).toContain(victim.email);
    link.searchParams.set("email", victim.email);
    const token_hash = link.searchParams.get("token_hash") ?? "";
    const before = new Map(browser.cookies);
    const response = await browser.submit(pathOf(link), { token_hash });
    expect(response.headers.get("location")).toContain("error=wrong_address");
    expect(browser.cookies).toEqual(before);
  });

  it("lets its person choose a password, which signs out everybody else", async () => {
    const person = await newPerson();
    const stream = await openStream(app, person.cookie);
    await stream.next("hello");
    const link = await resetLink(person.email);
    const browser = plainBrowser(app, newAddress());
    const token_hash = link.searchParams.get("token_hash") ?? "";
    await browser.submit(pathOf(link), { token_hash });
    await browser.submit("/auth/new-password", { password: "amber kettle drum" });
    expect((await stream.next("bye", 2000)).data).toEqual({ reason: "access-ended" });
    expect(
      (await fetch(`${app.url}/api/runs`, { headers: { cookie: person.cookie } })).status,
    ).toBe(401);
    expect((await browser.get("/api/runs")).status).toBe(200);
  });
});

it("changes a password only with the current one, for whoever is merely signed in", async () => {
  const { email } = await newPerson();
  const browser = plainBrowser(app, newAddress());
  await browser.submit("/login", { email, password: PASSWORD });
  const change = async (current: string) =>
    (await browser.submit("/auth/new-password", { current, password: "amber kettle drum" })).text();
  expect(await change("wrong")).toContain("not your current password");
  await change(PASSWORD);
  const again = plainBrowser(app, newAddress());
  await again.submit("/login", { email, password: "amber kettle drum" });
  expect(isSignedIn(again)).toBe(true);
});

describe("an odd request", () => {
  it.each(["/login?error=constructor", "/login?error=__proto__", "/login?error=a&error=b"])(
    "%s is answered",
    async (to) => {
      expect((await fetch(`${app.url}${to}`)).status).toBe(200);
    },
  );

  it("with a token that names no algorithm is nobody's", async () => {
    const [header = "", body = ""] = accessToken(await newPerson()).split(".");
    const { kid } = JSON.parse(Buffer.from(header, "base64url").toString()) as { kid: string };
    const none = Buffer.from(JSON.stringify({ alg: "none", typ: "JWT", kid })).toString(
      "base64url",
    );
    const session = { access_token: `${none}.${body}.`, refresh_token: "x", expires_at: 9e9 };
    const value = `base64-${Buffer.from(JSON.stringify(session)).toString("base64url")}`;
    const headers = { cookie: `dashboard-session=${value}` };
    const response = await fetch(`${app.url}/`, { headers, redirect: "manual" });
    expect([response.status, response.headers.get("location")]).toEqual([
      307,
      expect.stringContaining("/login"),
    ]);
  });

  it("for another host is refused, at the app and at the local mail", async () => {
    for (const url of [`${app.url}/login`, app.stack.mailUrl]) {
      const { port } = new URL(url);
      expect((await rawRequest(url, { headers: { host: `evil.example:${port}` } })).status).toBe(
        421,
      );
    }
  });

  it("with an escape that is no character is refused", async () => {
    const { cookie } = await newPerson();
    for (const to of ["/%E0%A4%A", "/api/widgets/%ED%A0%80/data"]) {
      const response = await fetch(`${app.url}${to}`, { headers: { cookie } });
      expect([response.status, response.headers.get("x-content-type-options")]).toEqual([
        400,
        "nosniff",
      ]);
    }
  });

  it("with HEAD finishes no connection", async () => {
    const { cookie } = await newPerson();
    for (const to of ["/api/auth/stripe/callback?state=x&code=y", "/api/auth/stripe"])
      expect((await fetch(`${app.url}${to}`, { method: "HEAD", headers: { cookie } })).status).toBe(
        204,
      );
    const { rowCount } = await admin.query("select from private.oauth_attempts");
    expect(rowCount).toBe(0);
  });

  it("for an invitation that nobody made says so", async () => {
    const text = await (await fetch(`${app.url}/invite/made-up`)).text();
    expect(text).toContain("This link is not valid");
    expect(text).not.toContain("Create an account");
  });
});

it("keeps the session's cookie for thirty days at most, and sends its headers", async () => {
  const { email } = await newPerson();
  const browser = plainBrowser(app, newAddress());
  const response = await browser.submit("/login", { email, password: PASSWORD });
  const session = response.headers
    .getSetCookie()
    .filter((line) => line.startsWith("dashboard-session"));
  expect(session.length).toBeGreaterThan(0);
  for (const line of session)
    expect(Number(/max-age=(\d+)/i.exec(line)?.[1])).toBeLessThanOrEqual(30 * 86_400);
  const { headers } = await browser.get("/login");
  expect(headers.get("cross-origin-opener-policy")).toBe("same-origin");
  expect(headers.get("permissions-policy")).toContain("camera=()");
  expect(headers.get("strict-transport-security")).toBeNull();
});
