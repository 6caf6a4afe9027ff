import { expect, it } from "vitest";

import { headerIssue, renderHeader, secretsIn } from "./header-parts";

const scope = { event: { data: { name: "Ada {{secret.billing}}", ref: 7 } } };

it("leaves a secret open, and fills the rest", () => {
  expect(renderHeader("Bearer {{secret.billing}} for {{event.data.ref}}", scope).parts).toEqual([
    "Bearer ",
    { secret: "billing" },
    " for ",
    "7",
  ]);
});
it("keeps a value from outside as text, whatever it looks like", () => {
  expect(renderHeader("{{event.data.name}}", scope).parts).toEqual(["Ada {{secret.billing}}"]);
});
it("says which value is absent", () => {
  expect(renderHeader("{{event.data.none}}", scope)).toEqual({
    parts: [""],
    remarks: ['"event.data.none" is not there'],
  });
});
it("names the secrets of a header", () => {
  expect(secretsIn("{{secret.one}} {{event.secret}} {{secret.two}}")).toEqual(["one", "two"]);
});
it.each([
  ["Authorization", "Bearer abc"],
  ["x-api-key", "abc"],
  ["X-Auth-Token", "{{event.data.token}}"],
  ["Cookie", "a=b"],
  ["Proxy-Authorization", "Basic abc"],
  ["X-Client-Secret", "abc"],
])("refuses a credential in %s", (name, value) => {
  expect(headerIssue(name, value)).toContain("Settings → Secrets");
});
it.each([
  ["Authorization", "Bearer {{secret.billing}}"],
  ["Accept-Language", "en"],
  ["X-Order", "{{event.data.id}}"],
])("takes %s: %s", (name, value) => {
  expect(headerIssue(name, value)).toBeNull();
});
it("takes no filter behind a secret, which would show a part of it", () => {
  expect(headerIssue("X-Key", "{{secret.billing | truncate: 3}}")).toBe(
    "A secret takes no filters",
  );
});
