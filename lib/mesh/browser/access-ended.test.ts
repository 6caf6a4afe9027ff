import { describe, expect, it } from "vitest";

import { setUp } from "./connect-fakes";

const settle = () => new Promise((resolve) => setTimeout(resolve, 0));
const ended = '{"reason":"access-ended"}';
const refuse = (status: number) => () =>
  Response.json({ error: { code: "unauthenticated" } }, { status });

describe("when access has ended", () => {
  it("every tab leaves, whether it holds the stream or follows, and nobody asks again", async () => {
    const { sources, tab, time, visited } = setUp();
    const [first] = [await tab(), await tab(), await tab()];
    sources[0]?.open();
    sources[0]?.emit("bye", ended);
    await settle();
    await time.advance(60_000);
    expect(visited).toEqual(["/auth/ended", "/auth/ended", "/auth/ended"]);
    expect(sources).toHaveLength(1);
    expect(first.status().connection).toBe("connecting");
  });

  it("a tab that is opened afterwards reads for itself and stays", async () => {
    const { sources, tab, time, visited } = setUp();
    await tab();
    sources[0]?.emit("bye", ended);
    await settle();
    const late = await tab();
    await settle();
    sources[1]?.open();
    await time.advance(5_000);
    expect(late.status().connection).toBe("live");
    expect(visited).toHaveLength(1);
  });

  it("a tab that is led away by its own sign-out is left alone", async () => {
    const { sources, tab, time, visited } = setUp();
    const mesh = await tab();
    sources[0]?.emit("bye", ended);
    mesh.destroy();
    await time.advance(5_000);
    expect(visited).toEqual([]);
    expect(time.pending()).toBe(0);
  });

  it("the tabs stay when the server only restarts", async () => {
    const { sources, tab, time, visited } = setUp();
    await tab();
    sources[0]?.emit("bye", "{}");
    await time.advance(3_000);
    expect(visited).toEqual([]);
    expect(sources).toHaveLength(2);
  });
});

describe("a refused stream", () => {
  it.each([401, 403])("with %d makes every tab leave", async (status) => {
    const { sources, tab, time, visited, refusal } = setUp();
    refusal.answer = refuse(status);
    await tab();
    await tab();
    sources[0]?.refuse();
    await settle();
    await time.advance(60_000);
    expect(visited).toEqual(["/auth/ended", "/auth/ended"]);
    expect(sources).toHaveLength(1);
  });

  it.each([
    ["too many streams are open", refuse(429)],
    ["the server is down", refuse(503)],
    ["the stream is there again", () => new Response("event: hello\n\n")],
    ["something on the way forbids it", () => new Response("<p>No</p>", { status: 403 })],
    ["nobody answers", () => Response.error()],
  ])("is tried again when %s", async (_why, answer) => {
    const { sources, tab, time, visited, refusal } = setUp();
    refusal.answer = answer;
    await tab();
    sources[0]?.refuse();
    await settle();
    await time.advance(2_000);
    expect(visited).toEqual([]);
    expect(sources).toHaveLength(2);
  });

  it("is tried again when the question fails", async () => {
    const { sources, tab, time, visited, refusal } = setUp();
    refusal.answer = () => {
      throw new TypeError("Failed to fetch");
    };
    await tab();
    sources[0]?.refuse();
    await settle();
    await time.advance(2_000);
    expect(visited).toEqual([]);
    expect(sources).toHaveLength(2);
  });
});
