import { describe, expect, it } from "vitest";

import { channelByName, findMarked, isWholeHistory, messagesSince, withMark } from "./marker";

const NOON = new Date("2026-11-21T12:00:00Z");
const request = { method: "POST", path: "/x", json: { channel: "C1", text: "a" } } as const;

describe("a mark", () => {
  it("is found where its key wrote it, and nowhere else", () => {
    const { json } = withMark(request, "one");
    const message = { ts: "1.000001", text: "a", ...(json as object) };
    const body = { messages: [{ ts: "2.000001" }, { ...message, metadata: 7 }, message] };
    expect(findMarked(body, { key: "one", input: { channel: "C1" } })).toEqual({
      ok: true,
      channel: "C1",
      ts: "1.000001",
      message: { text: "a" },
    });
    expect(findMarked(body, { key: "two", input: { channel: "C1" } })).toBeUndefined();
    expect(JSON.stringify(json)).not.toContain("one");
  });

  it.each([
    [{ channel: "C1" }, "/api/conversations.history", {}],
    [{ channel: "C1", thread_ts: "1.000001" }, "/api/conversations.replies", { ts: "1.000001" }],
  ])("is looked for in %j from a little before the first attempt", (input, path, more) =>
    expect(messagesSince(input, NOON)).toEqual({
      method: "GET",
      path,
      query: {
        channel: "C1",
        oldest: `${NOON.getTime() / 1000 - 300}.000000`,
        include_all_metadata: true,
        limit: 999,
        ...more,
      },
    }),
  );

  it("cannot be looked for in what is between the app and one person", () => {
    expect(channelByName.request({ channel: "U1" })).toBeNull();
    expect(messagesSince({ channel: "U1" }, NOON)).toBeNull();
  });

  it("is looked for in the channel that a name means", () => {
    const body = {
      channels: [
        { id: "C1", name: "sales" },
        { id: "C2", name: "sales-eu" },
      ],
    };
    expect(channelByName.request({ channel: "C1" })).toBeNull();
    expect(channelByName.request({ channel: "#sales" })?.path).toBe("/api/conversations.list");
    expect(channelByName.place(body, { channel: "#sales-eu" })).toEqual({ channel: "C2" });
    expect(channelByName.place(body, { channel: "sales" })).toEqual({ channel: "C1" });
    expect(channelByName.place(body, { channel: "#sale" })).toBeUndefined();
    expect(channelByName.place("not a list", { channel: "#sales" })).toBeUndefined();
  });

  it("may stand on a later page", () => {
    expect(isWholeHistory({ messages: [], has_more: true })).toBe(false);
    expect(isWholeHistory({ messages: [], has_more: false })).toBe(true);
  });
});
