import { describe, expect, it } from "vitest";

import { modeOf } from "./mode";

const live = (provider: string) => ({ provider, livemode: true });
const test = (provider: string) => ({ provider, livemode: false });
const emulators = (...ids: string[]) => new Set(ids);

describe("the mode of a workspace", () => {
  it("is not said before there is anything", () => {
    expect(modeOf([], emulators())).toBeNull();
  });

  it("is the sandbox while only emulators answer, whatever their accounts say", () => {
    expect(modeOf([], emulators("payments"))).toBe("sandbox");
    expect(modeOf([live("chat"), test("payments")], emulators("chat", "payments"))).toBe("sandbox");
  });

  it("is real as soon as one real account is connected, beside any emulator", () => {
    expect(modeOf([test("payments")], emulators())).toBe("test");
    expect(modeOf([test("payments"), live("chat")], emulators("chat"))).toBe("test");
    expect(modeOf([test("payments"), live("chat")], emulators("payments"))).toBe("live");
  });
});
