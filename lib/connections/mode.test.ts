import { describe, expect, it } from "vitest";

import { modeOf } from "./mode";

const live = (provider: string) => ({ provider, livemode: true });
const test = (provider: string) => ({ provider, livemode: false });
const standIns = (...ids: string[]) => new Set(ids);

describe("the mode of a workspace", () => {
  it("is not said before there is anything", () => {
    expect(modeOf([], standIns())).toBeNull();
  });

  it("is the sandbox while only stand-ins answer, whatever their accounts say", () => {
    expect(modeOf([], standIns("payments"))).toBe("sandbox");
    expect(modeOf([live("chat"), test("payments")], standIns("chat", "payments"))).toBe("sandbox");
  });

  it("is real as soon as one real account is connected, beside any stand-in", () => {
    expect(modeOf([test("payments")], standIns())).toBe("test");
    expect(modeOf([test("payments"), live("chat")], standIns("chat"))).toBe("test");
    expect(modeOf([test("payments"), live("chat")], standIns("payments"))).toBe("live");
  });
});
