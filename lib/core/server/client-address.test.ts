import { expect, it } from "vitest";

import { clientAddress } from "./client-address";

const of = (forwarded: string | null, proxies = 1) =>
  clientAddress(new Headers(forwarded === null ? {} : { "x-forwarded-for": forwarded }), proxies);

it("believes what the nearest proxies wrote, and nothing before it", () => {
  expect(of("203.0.113.9")).toBe("203.0.113.9");
  expect(of("203.0.113.9:5000")).toBe("203.0.113.9");
  expect(of("1.1.1.1, 203.0.113.9")).toBe("203.0.113.9");
  expect(of("1.1.1.1, 203.0.113.9, 10.0.0.1", 2)).toBe("203.0.113.9");
});

it("takes the /64 of an IPv6 address for one caller", () => {
  expect(of("2001:db8:1:2:3:4:5:6")).toBe("2001:db8:1:2::/64");
  expect(of("2001:DB8:1:2::6")).toBe("2001:db8:1:2::/64");
  expect(of("::1")).toBe("0:0:0:0::/64");
  expect(of("::ffff:203.0.113.9")).toBe("203.0.113.9");
});

it.each([null, "", "nobody", "1.2.3.4, unknown", "203.0.113.9, "])(
  "calls %j unknown",
  (forwarded) => {
    expect(of(forwarded)).toBe("unknown");
  },
);

it("counts at least one proxy, and believes nobody when there are fewer than it was told", () => {
  expect(of("1.1.1.1, 203.0.113.9", 0)).toBe("203.0.113.9");
  expect(of("203.0.113.9", 2)).toBe("unknown");
});

it.each([
  ["::FFFF:203.0.113.9", "203.0.113.9"],
  ["::ffff:203.0.113.9:80", "unknown"],
  ["::ffff:203.0.113.999", "unknown"],
  ["x::ffff:203.0.113.9", "unknown"],
  ["64:ff9b::203.0.113.9", "unknown"],
  ["203.0.113.9:", "unknown"],
  ["203.0.113.9:http", "unknown"],
  ["5203.0.113.9:80", "unknown"],
  ["203.0.113.19:8080", "203.0.113.19"],
  ["2001:db8::", "2001:db8:0:0::/64"],
  ["2001:db8::1:2:3:4:5", "2001:db8:0:1::/64"],
  ["2001:0db8:0001:000a::1", "2001:db8:1:a::/64"],
  ["1:2:3:4:5:6:7::", "1:2:3:4::/64"],
])("reads %s as %s", (entry, address) => {
  expect(of(entry)).toBe(address);
});
