import { expect, it } from "vitest";

import { headerIssue, renderHeader, secretName, secretsIn } from "./header-parts";

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
    warnings: ['"event.data.none" is not there'],
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
    "A secret cannot have filters",
  );
});

it.each([
  ["secret.billing", "billing"],
  ["secret.a_1", "a_1"],
  [`secret.${"a".repeat(40)}`, "a".repeat(40)],
  [`secret.${"a".repeat(41)}`, null],
  ["secret.1a", null],
  ["secret.A", null],
  ["secret.a.b", null],
  ["event.secret.a", null],
  ["secret", null],
])("takes %s for the secret %s", (path, name) => {
  expect(secretName(path)).toBe(name);
});
it("leaves a template that does not close to its own check", () => {
  const broken = "{{secret.billing";
  expect(secretsIn(broken)).toEqual([]);
  expect(headerIssue("Authorization", broken)).toBeNull();
  expect(renderHeader(broken, scope)).toEqual({
    parts: [],
    warnings: ['This "{{" is never closed'],
  });
});
it("admits filters behind what is no secret", () => {
  expect(headerIssue("X-Order", "{{event.data.id | upper}} {{secret.billing}}")).toBeNull();
});
it("makes one line of a value from outside", () => {
  const evil = { event: { data: { name: "a\r\nX-Evil: 1" } } };
  expect(renderHeader("{{event.data.name}}", evil).parts).toEqual(["a X-Evil: 1"]);
});
it.each([
  ["My-Authorization", true],
  ["X-Auth-Key", true],
  ["X-Access-Key", true],
  ["Ocp-Apim-Subscription-Key", true],
  ["X-Session", true],
  ["X-Author", false],
  ["Idempotency-Key", false],
  ["Cookies", false],
  ["apikey", true],
  ["X-API-Key-2", true],
  ["Password", true],
  ["X-Credentials", true],
  ["Keyword", false],
])("counts the name %s as that of a credential: %s", (name, isOne) => {
  expect(headerIssue(name, "x") !== null).toBe(isOne);
});
