import { describe, expect, it } from "vitest";

import { isLoopback, isOwnHost, isOwnOrigin } from "./origin";

const APP = "https://dashboard.example.com";
const own = (headers: Record<string, string>, app = APP) => isOwnOrigin(new Headers(headers), app);

describe("this very machine", () => {
  it.each([
    ["http://localhost:3000", true],
    ["https://127.0.0.1", true],
    ["http://[::1]:1/x", true],
    ["http://127.0.0.2", false],
    ["http://localhost.example.com", false],
    ["http://example.com/?localhost", false],
  ])("is meant by %s: %s", (url, expected) => expect(isLoopback(url)).toBe(expected));
});

describe("a request that changes something", () => {
  it("is ours with our origin, or from a page of ours that sends none", () => {
    expect(own({ origin: APP })).toBe(true);
    expect(own({ origin: APP, "sec-fetch-site": "same-origin" })).toBe(true);
    expect(own({ "sec-fetch-site": "same-origin" })).toBe(true);
  });
  it.each<[string, Record<string, string>]>([
    ["neither header", {}],
    ["an opaque origin", { origin: "null" }],
    ["an empty origin", { origin: "" }],
    ["a sibling host", { origin: "https://evil.example.com" }],
    ["a sibling host that says same-site", { "sec-fetch-site": "same-site" }],
    ["our origin, sent from a sibling", { origin: APP, "sec-fetch-site": "same-site" }],
    ["our origin, sent from elsewhere", { origin: APP, "sec-fetch-site": "cross-site" }],
    ["a typed address", { "sec-fetch-site": "none" }],
    ["plain http", { origin: "http://dashboard.example.com" }],
    ["another port", { origin: `${APP}:8443` }],
    ["our name as a prefix", { origin: `${APP}.evil.test` }],
    ["our name as a user", { origin: "https://dashboard.example.com@evil.test" }],
    ["this machine", { origin: "https://localhost" }],
    ["no URL", { origin: "dashboard.example.com" }],
  ])("is not ours with %s", (_, headers) => {
    expect(own(headers)).toBe(false);
  });
  it("may be sent from a page of ours alone, or typed with our origin", () => {
    expect(own({ origin: APP, "sec-fetch-site": "none" })).toBe(true);
    expect(own({ origin: "https://evil.example.com", "sec-fetch-site": "same-origin" })).toBe(
      false,
    );
    expect(own({ origin: "http://localhost" }, "http://dashboard.example.com")).toBe(false);
    expect(own({ origin: "http://dashboard.example.com" }, "http://localhost")).toBe(false);
  });
  it("may name this machine by either name, on the same port", () => {
    const app = "http://localhost:3000";
    expect(own({ origin: "http://127.0.0.1:3000" }, app)).toBe(true);
    for (const origin of [
      "http://127.0.0.1:3001",
      "https://127.0.0.1:3000",
      "http://10.0.0.1:3000",
    ])
      expect(own({ origin }, app)).toBe(false);
  });
});

describe("the host that a request names", () => {
  const isOurs = (headers: Record<string, string>, app = APP) =>
    isOwnHost(new Headers(headers), app);
  const LOCAL = "http://localhost:3000";

  it("is the app's own or a loopback name", () => {
    expect(isOurs({ host: "dashboard.example.com" })).toBe(true);
    for (const host of ["localhost:3000", "127.0.0.1:3000", "[::1]:3000"])
      expect(isOurs({ host }, LOCAL)).toBe(true);
    expect(isOurs({ host: "127.0.0.1:3000" })).toBe(true);
  });
  it("is no other, which a foreign page may have pointed here", () => {
    for (const host of [
      "evil.example",
      "localhost.evil.example:3000",
      "dashboard.example.com.evil.example",
      "",
      "a b",
    ])
      for (const app of [APP, LOCAL]) expect(isOurs({ host }, app)).toBe(false);
    expect(isOurs({})).toBe(false);
  });
  it("may be rewritten by a proxy of a public installation only", () => {
    const headers = { host: "app:3000", "x-forwarded-host": "dashboard.example.com" };
    expect(isOurs(headers)).toBe(true);
    const last = (forwarded: string) => isOurs({ host: "app:3000", "x-forwarded-host": forwarded });
    expect(last("evil.example, dashboard.example.com ")).toBe(true);
    expect(last("dashboard.example.com, evil.example")).toBe(false);
    expect(last("")).toBe(false);
    expect(isOurs({ host: "evil.example:3000", "x-forwarded-host": "localhost:3000" }, LOCAL)).toBe(
      false,
    );
  });
});
