import { expect, it } from "vitest";

import { openSignedValue, signValue } from "./signed-value";

const old = { key: Buffer.alloc(32, 1) };
const current = { key: Buffer.alloc(32, 2) };

it("opens what was signed for the same purpose, until it expires", () => {
  const signed = signValue([current], "device", "ada@example.com", 1000);
  expect(openSignedValue([current], "device", signed, 999)).toBe("ada@example.com");
  expect(openSignedValue([current], "device", signed, 1000)).toBeNull();
  expect(openSignedValue([current], "reset", signed, 0)).toBeNull();
});

it("opens what an older key of the ring has signed", () => {
  const signed = signValue([old], "device", "x", 1000);
  expect(openSignedValue([current, old], "device", signed, 0)).toBe("x");
  expect(openSignedValue([current], "device", signed, 0)).toBeNull();
});

it.each(["", ".", "..", "YQ.9999999999999.", "YQ.9999999999999.AAAA", "YQ.9999999999999"])(
  "refuses %j",
  (forged) => {
    expect(openSignedValue([current], "device", forged, 0)).toBeNull();
  },
);

it("refuses a later expiry than was signed", () => {
  const [text, , mac] = signValue([current], "device", "x", 1000).split(".");
  expect(openSignedValue([current], "device", `${text}.2000.${mac}`, 1500)).toBeNull();
});

it("opens whatever text was signed, and needs a key to sign", () => {
  for (const text of ["", "a.b.c", "ü 😀"])
    expect(openSignedValue([current], "device", signValue([current], "device", text, 9), 8)).toBe(
      text,
    );
  expect(() => signValue([], "device", "x", 1000)).toThrow("no key");
});

it("refuses a text that was changed, and a signature that is cut", () => {
  const [, expires, mac = ""] = signValue([current], "device", "x", 1000).split(".");
  expect(openSignedValue([current], "device", `eQ.${expires}.${mac}`, 0)).toBeNull();
  expect(openSignedValue([current], "device", `eA.${expires}.${mac}`, 0)).toBe("x");
  expect(openSignedValue([current], "device", `eA.${expires}.${mac.slice(1)}`, 0)).toBeNull();
  expect(openSignedValue([current], "device", `eA.${expires}.${mac}A`, 0)).toBeNull();
});
