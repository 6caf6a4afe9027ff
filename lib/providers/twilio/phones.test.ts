import { describe, expect, it } from "vitest";

import { phone } from "./schemas";

describe("a phone number", () => {
  it.each([
    ["+15005550101", "+15005550101"],
    ["+1 500 555 0102", "+15005550102"],
    ["+1 (500) 555-0103", "+15005550103"],
    ["+1.500.555.0104", "+15005550104"],
    ["+1-500-555-0106", "+15005550106"],
    ["+1\u2011500\u2011555\u20110107", "+15005550107"],
    [" +49\u00a030 123456 ", "+4930123456"],
    ["+49 (0)30 123456", "+4930123456"],
    ["+49 30/123456", "+4930123456"],
  ])("may be written as people do: %j", (written, sent) => {
    expect(phone.parse(written)).toBe(sent);
  });

  it.each(["500-555-0104", "0049 30 123456", "+1 500 CALL NOW", "+1 500 555 0101 x5", "+", ""])(
    "is refused where the country is not said or it is no number: %j",
    (written) => {
      expect(phone.safeParse(written).error?.issues[0]?.message).toMatch(/begin with \+/);
    },
  );
});
