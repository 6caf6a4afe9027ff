import { describe, expect, it } from "vitest";

import { isUuid, uuidv7 } from "./ids";

describe("uuidv7", () => {
  it("is a UUID of version 7 that carries its time", () => {
    const id = uuidv7(Date.UTC(2026, 10, 21));
    expect(isUuid(id)).toBe(true);
    expect(id[14]).toBe("7");
    expect(Number.parseInt(id.replace("-", "").slice(0, 12), 16)).toBe(Date.UTC(2026, 10, 21));
  });

  it("carries version and variant, and otherwise chance, in each of many", () => {
    const ids = Array.from({ length: 400 }, () => uuidv7(1_800_000_000_000));
    expect(ids.filter((id) => !/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab]/.test(id))).toEqual(
      [],
    );
    expect(new Set(ids.map((id) => id.slice(0, 14))).size).toBe(1);
    expect(new Set(ids).size).toBe(400);
    const tails = ids.map((id) => id.slice(15).replaceAll("-", ""));
    for (let place = 0; place < 19; place++) {
      const digits = new Set(tails.map((tail) => tail[place]));
      expect(digits.size).toBe(place === 3 ? 4 : 16);
    }
  });

  it.each([
    [0, "00000000-0000-7"],
    [-5, "00000000-0000-7"],
    [1.9, "00000000-0001-7"],
    [2 ** 48 - 1, "ffffffff-ffff-7"],
  ])("takes the time %d", (nowMs, start) => {
    expect(uuidv7(nowMs).slice(0, 15)).toBe(start);
  });

  it("sorts by time and does not repeat", () => {
    const ids = Array.from({ length: 1000 }, (_, index) => uuidv7(1_800_000_000_000 + index));
    expect(new Set(ids).size).toBe(1000);
    expect(ids.toSorted()).toEqual(ids);
  });
});

describe("isUuid", () => {
  it.each(["", "x", "00000000-0000-0000-0000-000000000000", 7, null, `${uuidv7()} `])(
    "refuses %s",
    (value) => expect(isUuid(value)).toBe(false),
  );
  it.each([
    ["00000000-0000-1000-8000-000000000000", true],
    ["00000000-0000-8000-b000-000000000000", true],
    ["ABCDEF00-0000-7000-A000-000000000000", true],
    ["00000000-0000-9000-8000-000000000000", false],
    ["00000000-0000-7000-c000-000000000000", false],
    ["0000000g-0000-7000-8000-000000000000", false],
    ["000000000000-7000-8000-000000000000", false],
    ["x00000000-0000-7000-8000-000000000000", false],
  ])("%s: %s", (value, expected) => expect(isUuid(value)).toBe(expected));
});
