import { describe, expect, it, vi } from "vitest";

import { SharedAnswers, type SharedQuestion } from "./shared-answers";

function setUp() {
  let nowMs = 0;
  const answers = new SharedAnswers<string>(() => nowMs);
  const ask = vi.fn(async () => "answer");
  const get = (key: string, change: Partial<SharedQuestion<string>> = {}) =>
    answers.get(key, { ask, head: 5, keepMs: 10_000, isOutdated: () => false, ...change });
  return { answers, ask, get, pass: (ms: number) => void (nowMs += ms) };
}

describe("shared answers", () => {
  it("ask once for a key, and anew when the time is over", async () => {
    const { ask, get, pass } = setUp();
    await Promise.all([get("a"), get("a")]);
    await get("a");
    expect(ask).toHaveBeenCalledTimes(1);
    await get("b");
    expect(ask).toHaveBeenCalledTimes(2);
    pass(10_000);
    await get("a");
    expect(ask).toHaveBeenCalledTimes(3);
  });

  it("ask anew after a change, also while an older question is under way", async () => {
    const { ask, get } = setUp();
    const first = get("a", { head: 5 });
    const second = get("a", { head: 6, isOutdated: (head) => head < 6 });
    await Promise.all([first, second]);
    expect(ask).toHaveBeenCalledTimes(2);
    await get("a", { head: 6, isOutdated: (head) => head < 6 });
    expect(ask).toHaveBeenCalledTimes(2);
  });

  it("share only what is under way when nothing may be kept", async () => {
    const { answers, ask, get } = setUp();
    await Promise.all([get("a", { keepMs: 0 }), get("a", { keepMs: 0 })]);
    expect(ask).toHaveBeenCalledTimes(1);
    expect(answers.size).toBe(0);
  });

  it("keep no failure", async () => {
    const { ask, get } = setUp();
    ask.mockRejectedValueOnce(new Error("away"));
    await expect(get("a")).rejects.toThrow("away");
    expect(await get("a")).toBe("answer");
  });

  it("keep at most 200, the newest, and none for longer than their time", async () => {
    vi.useFakeTimers();
    const { answers, ask, get } = setUp();
    for (let at = 0; at < 300; at++) await get(`key ${at}`);
    expect(answers.size).toBe(200);
    ask.mockClear();
    await get("key 299");
    expect(ask).not.toHaveBeenCalled();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(answers.size).toBe(0);
    vi.useRealTimers();
  });
});
