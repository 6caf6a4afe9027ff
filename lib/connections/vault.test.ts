import { randomBytes } from "node:crypto";

import { describe, expect, it } from "vitest";

import { createVault, secretPlace } from "./vault";

const key = (id: string) => ({ id, key: randomBytes(32) });
const [k1, k2] = [key("k1"), key("k2")] as const;
const place = secretPlace("workspace", "connection", "key");

describe("a sealed text", () => {
  const vault = createVault([k1]);
  it("opens to what was sealed, and never looks the same twice", () => {
    for (const value of ["sk_test_1", "", "ключ 😀", "x".repeat(10_000)])
      expect(vault.open(vault.seal(value, place), place)).toEqual({ value, stale: false });
    expect(vault.seal("same", place)).not.toBe(vault.seal("same", place));
    expect(vault.seal("sk_test_canary", place)).not.toContain("canary");
  });
  it.each([
    ["another row", secretPlace("workspace", "other", "key")],
    ["another field", secretPlace("workspace", "connection", "access_token")],
    ["another workspace", secretPlace("other", "connection", "key")],
    ["no place", ""],
  ])("does not open in %s", (_, elsewhere) => {
    expect(() => vault.open(vault.seal("x", place), elsewhere)).toThrow(/belongs elsewhere/);
  });
  it("does not open when any of its parts was changed", () => {
    const parts = vault.seal("secret", place).split(".");
    for (const at of [2, 3])
      for (const change of [
        (text: string) => `${text.startsWith("A") ? "B" : "A"}${text.slice(1)}`,
        () => "",
        (text: string) => text.slice(4),
      ]) {
        const changed = parts.with(at, change(parts[at] ?? "")).join(".");
        expect(() => vault.open(changed, place)).toThrow(/could not be decrypted/);
      }
  });
  it.each(["", "v1", "v0.k1.a.b", "....", "v1.k1..", "v1.k1.AAAA.AAAA", "sk_test_in_clear"])(
    "refuses %j, which was never sealed",
    (text) => {
      expect(() => vault.open(text, place)).toThrow(/could not be decrypted/);
    },
  );
});

describe("the ring", () => {
  it("opens with any key and says which text an older one sealed", () => {
    const old = createVault([k1]).seal("x", place);
    const both = createVault([k2, k1]);
    expect(both.open(old, place)).toEqual({ value: "x", stale: true });
    expect(both.open(both.seal("x", place), place).stale).toBe(false);
  });
  it("names a key that it does not have, and nothing else", () => {
    const sealed = createVault([k2]).seal("x", place);
    expect(() => createVault([k1]).open(sealed, place)).toThrow(/“k2” is not in CREDENTIAL_KEYS/);
  });
  it("is never empty", () => {
    expect(() => createVault([])).toThrow(/empty/);
  });
});
