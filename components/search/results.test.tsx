import { describe, expect, it } from "vitest";

import { actionsFor, pagesFor } from "./entries";
import { bestOf, resultsFor } from "./results";

const VIEWER = { canEdit: false, isAdmin: false };
const MEMBER = { canEdit: true, isAdmin: false };
const ADMIN = { canEdit: true, isAdmin: true };
const APPS = ["Stripe", "Slack"];

const titles = (typed: string, rights = ADMIN, found: Parameters<typeof resultsFor>[2] = null) =>
  resultsFor(typed, { rights, apps: APPS }, found).map(
    ({ value, items }) => [value, items.map(({ title }) => title)] as const,
  );
const hit = (id: string, title: string) => ({
  id,
  title,
  note: null,
  isProblem: false,
  status: null,
  date: null,
  account: null,
  href: `/payments/${id}`,
});

describe("pages and actions", () => {
  it("are those that the role may see and do", () => {
    const audit = (rights: typeof ADMIN) =>
      pagesFor(rights).some(({ title }) => title === "Audit log");
    expect([VIEWER, MEMBER, ADMIN].map(audit)).toEqual([false, false, true]);
    expect(actionsFor(VIEWER, APPS)).toEqual([]);
    const names = (rights: typeof ADMIN) => actionsFor(rights, APPS).map(({ title }) => title);
    expect(names(MEMBER)).toEqual(["Create an automation", "Add a widget"]);
    expect(names(ADMIN)).toEqual(
      expect.arrayContaining(["Connect Stripe", "Connect Slack", "Invite a member"]),
    );
  });

  it("have one name each", () => {
    const pages = pagesFor(ADMIN);
    expect(new Set(pages.map(({ href }) => href)).size).toBe(pages.length);
  });

  it.each([
    ["pay", [["Pages", ["Payments", "Payouts"]]]],
    ["charges", [["Pages", ["Payments"]]]],
    ["slack conn", [["Actions", ["Connect Slack"]]]],
    ["invite", [["Actions", ["Invite a member"]]]],
    ["zzz", []],
  ])("match %j", (typed, groups) => expect(titles(typed)).toEqual(groups));

  it("stand first when their name begins with the text, else after what the server found", () => {
    const found = {
      hasAccount: true,
      groups: [{ label: "Payments", hits: [hit("pi_1", "$20.00 from Ada")] }],
    };
    expect(titles("pay", VIEWER, found).map(([value]) => value)).toEqual(["Pages", "Payments"]);
    expect(titles("charges", VIEWER, found).map(([value]) => value)).toEqual(["Payments", "Pages"]);
  });
});

it("opens the object of an exact id, else the first line", () => {
  const found = {
    hasAccount: true,
    groups: [{ label: "Payments", hits: [hit("pi_10", "ten"), hit("pi_1", "one")] }],
  };
  const groups = resultsFor("pi_1", { rights: VIEWER, apps: [] }, found);
  expect(bestOf(" pi_1 ", groups)?.title).toBe("one");
  expect(bestOf("pi", groups)?.title).toBe("ten");
  expect(bestOf("pi", [])).toBeUndefined();
});
