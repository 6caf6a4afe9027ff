import { describe, expect, it } from "vitest";

import { isUuid, uuidv7 } from "./ids";

describe("uuidv7", () => {
  it("is a UUID of version 7 that carries its time", () => {
    const id = uuidv7(Date.UTC(2026, 10, 21));
    expect(isUuid(id)).toBe(true);
    expect(id[14]).toBe("7");
    expect(Number.parseInt(id.replace("-", "").slice(0, 12), 16)).toBe(Date.UTC(2026, 10, 21));
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
});
