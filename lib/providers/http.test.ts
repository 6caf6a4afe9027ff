import { describe, expect, it } from "vitest";

import { encodeParams, exchange, parseRetryAfter, requestUrl } from "./http";
import { canonicalJson } from "./plan";

const NOW = new Date("2026-11-20T12:00:00Z");

const answering = (text: string) => ({
  fetch: async () => new Response(text),
  timeoutMs: 1000,
});

describe("the wire", () => {
  it("keeps every digit of a number in an answer, and a deep answer as its text", async () => {
    const { body } = await exchange(
      "https://api.example",
      {},
      answering('{"id":9007199254740993}'),
    );
    expect(body).toEqual({ id: "9007199254740993" });
    const deep = "[".repeat(5000) + "]".repeat(5000);
    expect((await exchange("https://api.example", {}, answering(deep))).body).toBe(deep);
  });

  it("nests parameters in brackets", () => {
    const time = new Date("2026-01-01T00:00:00Z");
    expect(
      decodeURIComponent(
        encodeParams({ a: { b: [1, true] }, c: null, d: undefined, e: time, "f g": "x&y" }),
      ),
    ).toBe("a[b][0]=1&a[b][1]=true&c=&e=1767225600&f g=x&y");
  });

  it.each(["//evil.example/x", "https://evil.example", "x"])(
    "never leaves the origin: %s",
    (path) => {
      expect(() => requestUrl("https://api.acme.example", { method: "GET", path })).toThrow(
        /origin/,
      );
    },
  );

  it("reads Retry-After as seconds and as a date", () => {
    expect(parseRetryAfter("5", NOW)).toEqual(new Date(NOW.getTime() + 5_000));
    expect(parseRetryAfter("Fri, 20 Nov 2026 12:00:09 GMT", NOW)?.toISOString()).toBe(
      "2026-11-20T12:00:09.000Z",
    );
    expect([parseRetryAfter("soon", NOW), parseRetryAfter(undefined, NOW)]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("writes equal values as equal text", () => {
    expect(canonicalJson({ b: [1, undefined], a: { d: undefined, c: "x" } })).toBe(
      '{"a":{"c":"x"},"b":[1,null]}',
    );
  });
});
