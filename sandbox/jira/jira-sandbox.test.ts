import { createHmac } from "node:crypto";
import { createServer, type IncomingHttpHeaders } from "node:http";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { parseJql } from "./jql.ts";
import type { JiraSandbox } from "./server.ts";
import { CLIENT_ID, CLIENT_SECRET, PASTED, REDIRECT, SCOPES, startJira } from "./testing.ts";
import { NORTHWIND, seedState } from "./world.ts";

let nowMs = Date.parse("2026-11-20T12:00:00Z");
let sandbox: JiraSandbox;
beforeEach(async () => {
  nowMs = Date.parse("2026-11-20T12:00:00Z");
  sandbox = await startJira({ clock: () => nowMs, reuseMs: 5_000 });
});
afterEach(() => sandbox.close());

type Json = Record<string, unknown>;
const auth = `Basic ${Buffer.from(`${PASTED.email}:${PASTED.pat}`).toString("base64")}`;

async function call(method: string, path: string, body?: unknown, authorization = auth) {
  const response = await fetch(`${sandbox.url}${path}`, {
    method,
    headers: { authorization, "content-type": "application/json" },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json: Json = text.startsWith("{") ? (JSON.parse(text) as Json) : {};
  return { status: response.status, headers: response.headers, json, text };
}
const site = (method: string, path: string, body?: unknown) =>
  call(method, `/site/${PASTED.url}/rest/api/3${path}`, body);

async function token(form: Record<string, string>) {
  const response = await fetch(`${sandbox.url}/oauth/token`, {
    method: "POST",
    body: new URLSearchParams({ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, ...form }),
  });
  return { status: response.status, json: (await response.json()) as Json };
}
const byCode = (code: string) =>
  token({ grant_type: "authorization_code", code, redirect_uri: REDIRECT });
const byRefresh = (refresh: unknown) =>
  token({ grant_type: "refresh_token", refresh_token: String(refresh) });

describe("consent", () => {
  const ask = (change: Record<string, string> = {}) =>
    fetch(
      `${sandbox.url}/authorize?${new URLSearchParams({
        audience: "api.atlassian.com",
        client_id: CLIENT_ID,
        scope: SCOPES,
        redirect_uri: REDIRECT,
        state: "s",
        response_type: "code",
        prompt: "consent",
        ...change,
      }).toString()}`,
    );

  it("leads back with a code, or with a refusal", async () => {
    for (const [decision, answer] of [
      ["approve", "code"],
      ["deny", "error"],
    ] as const) {
      const csrf = /name="csrf" value="([^"]+)"/.exec(await (await ask()).text())?.[1] ?? "";
      const back = await fetch(`${sandbox.url}/authorize`, {
        method: "POST",
        redirect: "manual",
        body: new URLSearchParams({ csrf, decision, site: NORTHWIND }),
      });
      const to = new URL(back.headers.get("location") ?? "");
      expect([to.searchParams.get("state"), to.searchParams.has(answer)]).toEqual(["s", true]);
    }
  });

  it.each([
    { client_id: "another" },
    { redirect_uri: "http://localhost:3000/elsewhere" },
    { audience: "example.com" },
    { response_type: "token" },
  ])("refuses %o", async (change) => {
    expect((await ask(change as Record<string, string>)).status).toBe(400);
  });
});

describe("tokens", () => {
  it("rotate: a refresh token is good once, and a little longer", async () => {
    const first = await byCode(sandbox.authorize(NORTHWIND, SCOPES, null));
    expect(first.json).toMatchObject({ token_type: "Bearer", expires_in: 3600, scope: SCOPES });
    const second = await byRefresh(first.json["refresh_token"]);
    expect(second.json["refresh_token"]).not.toBe(first.json["refresh_token"]);
    nowMs += 5_000;
    const again = await byRefresh(first.json["refresh_token"]);
    expect(again.status).toBe(403);
    expect(again.json["error"]).toBe("invalid_grant");
  });

  it("take a used refresh token within its grace", async () => {
    const first = await byCode(sandbox.authorize(NORTHWIND, SCOPES, null));
    const old = first.json["refresh_token"];
    await byRefresh(old);
    nowMs += 4_999;
    expect((await byRefresh(old)).status).toBe(200);
  });

  it("want the verifier that the attempt began with, once", async () => {
    const code = sandbox.authorize(NORTHWIND, SCOPES, "a-challenge");
    expect((await byCode(code)).status).toBe(403);
    expect((await byCode(code)).status).toBe(403);
  });

  it("end after an hour, and with the app", async () => {
    const { json } = await byCode(sandbox.authorize(NORTHWIND, SCOPES, null));
    const myself = () =>
      call(
        "GET",
        `/ex/jira/${NORTHWIND}/rest/api/3/myself`,
        undefined,
        `Bearer ${String(json["access_token"])}`,
      );
    expect((await myself()).status).toBe(200);
    nowMs += 3_600_000;
    expect((await myself()).json).toEqual({ code: 401, message: "Unauthorized" });
    sandbox.disconnect(NORTHWIND);
    expect((await byRefresh(json["refresh_token"])).status).toBe(403);
  });

  it("do only what they were asked for", async () => {
    const { json } = await byCode(sandbox.authorize(NORTHWIND, "read:jira-work", null));
    expect(json).not.toHaveProperty("refresh_token");
    const bearer = `Bearer ${String(json["access_token"])}`;
    const made = await call("POST", `/ex/jira/${NORTHWIND}/rest/api/3/issue`, {}, bearer);
    expect(made.json["message"]).toMatch(/scope does not match/);
  });
});

describe("the API", () => {
  const fields = { project: { key: "ONB" }, issuetype: { name: "Task" }, summary: "Say hello" };

  it("keeps what it is told and counts what was changed", async () => {
    const made = await site("POST", "/issue", { fields: { ...fields, labels: ["new"] } });
    expect(made).toMatchObject({ status: 201, json: { key: "ONB-1" } });
    const read = await site("GET", "/issue/ONB-1");
    expect(read.json["fields"]).toMatchObject({ summary: "Say hello", labels: ["new"] });
    expect(
      (await site("POST", "/issue/ONB-1/transitions", { transition: { id: "31" } })).status,
    ).toBe(204);
    expect(sandbox.effects().map(({ kind }) => kind)).toEqual(["issue", "transition"]);
  });

  it.each([
    [{ project: { key: "NOPE" } }, "project"],
    [{ issuetype: { name: "Nope" } }, "issuetype"],
    [{ summary: "" }, "summary"],
    [{ summary: "two\nlines" }, "summary"],
    [{ description: "plain text" }, "description"],
    [{ labels: ["two words"] }, "labels"],
  ])("refuses %o and names the field", async (change, field) => {
    const answer = await site("POST", "/issue", { fields: { ...fields, ...change } });
    expect(answer.status).toBe(400);
    expect(Object.keys(answer.json["errors"] as Json)).toEqual([field]);
  });

  it("is loud about what it does not play", async () => {
    expect((await site("GET", "/filter/1")).status).toBe(501);
    expect((await site("DELETE", "/issue/SHOP-1")).text).toContain(
      "not implemented in the sandbox",
    );
    const unknown = { fields: { ...fields, duedate: "2026-12-01" } };
    expect((await site("POST", "/issue", unknown)).status).toBe(501);
    expect((await site("POST", "/search/jql", { jql: "sprint = 1" })).status).toBe(501);
  });

  it("names each answer, as Atlassian's support asks for it", async () => {
    const [one, other] = [await site("GET", "/myself"), await site("GET", "/nothing")];
    const ids = [one, other].map(({ headers }) => headers.get("atl-traceid"));
    expect(ids[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(ids).size).toBe(2);
  });

  it("refuses a token as Jira does, in a header", async () => {
    const answer = await call(
      "GET",
      `/site/${PASTED.url}/rest/api/3/myself`,
      undefined,
      "Basic eDp5",
    );
    expect([answer.status, answer.headers.get("x-seraph-loginreason")]).toEqual([
      401,
      "AUTHENTICATED_FAILED",
    ]);
    expect((await call("GET", "/site/nobody.atlassian.net/_edge/tenant_info")).status).toBe(404);
  });

  it("breaks as it is told, also after the effect", async () => {
    sandbox.faults.add({
      match: { method: "POST" },
      kind: "status",
      status: 503,
      times: 1,
      afterEffect: true,
    });
    expect((await site("POST", "/issue", { fields })).status).toBe(503);
    expect(sandbox.effects()).toHaveLength(1);
  });

  it("shows its issues on a page", async () => {
    await site("POST", "/issue", { fields: { ...fields, summary: "<b>bold</b>" } });
    const text = await (await fetch(sandbox.url)).text();
    expect(text).toContain("&lt;b&gt;bold&lt;/b&gt;");
    expect(text).toContain("not Jira");
  });
});

describe("JQL", () => {
  const now = Date.parse("2026-11-20T12:00:00Z");
  const issues = seedState(now).sites[0]?.issues ?? [];
  const keys = (jql: string) => {
    const { matches, order } = parseJql(jql, now);
    return issues
      .filter(matches)
      .toSorted(order)
      .map(({ key }) => key);
  };

  it.each([
    ["project = SHOP", ["SHOP-1", "SHOP-2", "SHOP-3"]],
    ["created >= -1d ORDER BY created DESC", ["SHOP-1"]],
    ['labels = "refund" AND project = "SHOP"', ["SHOP-3"]],
    ["statusCategory != done order by key asc", ["SHOP-1", "SHOP-2"]],
    ['status in ("To Do", Done) ORDER BY key ASC', ["SHOP-1", "SHOP-3"]],
    ["assignee is not EMPTY", ["SHOP-2"]],
    ['summary ~ "MENU and"', []],
    ['text ~ "photo"', ["SHOP-1"]],
  ])("finds %s", (jql, found) => {
    expect(keys(jql)).toEqual(found);
  });

  it("wants a restriction", () => {
    expect(() => keys("ORDER BY created")).toThrow(/Unbounded JQL/);
  });
});

it("signs what it reports, the same on each retry", async () => {
  const seen: { headers: IncomingHttpHeaders; body: string }[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      seen.push({ headers: request.headers, body });
      response.writeHead(seen.length === 1 ? 503 : 200).end();
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" ? address?.port : 0;
  sandbox.register(NORTHWIND, `http://127.0.0.1:${port}/hook`, "a-long-secret");
  expect(() => sandbox.register(NORTHWIND, "https://example.com", "a-long-secret")).toThrow(
    /this machine/,
  );
  sandbox.create(NORTHWIND, "SHOP", "Reported");
  await expect.poll(() => seen.length).toBe(2);
  server.close();
  const [first, second] = seen;
  const digest = createHmac("sha256", "a-long-secret")
    .update(first?.body ?? "")
    .digest("hex");
  expect(second?.headers["x-hub-signature"]).toBe(`sha256=${digest}`);
  const id = "x-atlassian-webhook-identifier";
  expect(second?.headers[id]).toBe(first?.headers[id]);
});
