import { expect, it } from "vitest";

import { toPlain } from "./plain";

it("gives a browser what JSON can say", () => {
  const row = { at: new Date(0), tags: ["a"], gone: undefined, deep: { n: 1, none: null } };
  expect(toPlain(row)).toEqual({
    at: "1970-01-01T00:00:00.000Z",
    tags: ["a"],
    deep: { n: 1, none: null },
  });
});
