import { describe, expect, it } from "vitest";

import { findMarked, historySince, isWholeHistory, withMark } from "./marks";

const NOON = new Date("2026-11-21T12:00:00Z");
const request = { method: "POST", path: "/x", json: { channel: "C1", text: "a" } } as const;

describe("a mark", () => {
  it("is found where its key wrote it, and nowhere else", () => {
    const { json } = withMark(request, "one");
    const message = { ts: "1.000001", text: "a", ...(json as object) };
    const body = { messages: [{ ts: "2.000001" }, { ...message, metadata: 7 }, message] };
    expect(findMarked(body, { key: "one" })).toEqual({
      ok: true,
      channel: "C1",
      ts: "1.000001",
      message: { text: "a" },
    });
    expect(findMarked(body, { key: "two" })).toBeUndefined();
    expect(JSON.stringify(json)).not.toContain("one");
  });

  it("is looked for from a little before the first attempt", () => {
    expect(historySince({ channel: "C1" }, NOON)?.query).toMatchObject({
      channel: "C1",
      oldest: `${NOON.getTime() / 1000 - 300}.000000`,
      include_all_metadata: true,
    });
  });

  it.each([{ channel: "#sales" }, { channel: "U1" }, { channel: "C1", thread_ts: "1.000001" }])(
    "cannot be looked for in %j",
    (input) => expect(historySince(input, NOON)).toBeNull(),
  );

  it("may stand on a page that was not read", () => {
    expect(isWholeHistory({ messages: [], has_more: true })).toBe(false);
    expect(isWholeHistory({ messages: [], has_more: false })).toBe(true);
  });
});
