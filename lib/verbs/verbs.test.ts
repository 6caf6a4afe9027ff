import { describe, expect, it } from "vitest";
import * as z from "zod";

import * as all from "./all";
import type { Verb } from "./types";

const verbs: readonly Verb[] = Object.values(all);

/** Renders the reference of verbs. */
function reference(): string {
  const rows = verbs
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ name, description, effect, role, session, scope, input }) => {
      const { properties = {}, required = [] } = z.toJSONSchema(input, {
        io: "input",
        unrepresentable: "any",
      });
      const fields = Object.keys(properties).map((field) =>
        required.includes(field) ? `\`${field}\`` : `\`${field}?\``,
      );
      return `| \`${name}\` | ${description} | ${fields.join(" ") || "–"} | ${effect} | ${role} | ${session ? "yes" : "–"} | ${scope === undefined ? "–" : `\`${scope}\``} |`;
    });
  return [
    "# Verbs",
    "",
    "All actions of the product. Pages, routes and every other entry point call these, so the same checks apply everywhere:",
    "role, input, session. An audited call writes its audit row in the transaction of its effect, so neither exists without the",
    "other. Only the clock of `POST /api/worker` calls no verb, because it has no workspace, person or role.",
    "",
    "A verb with *session* grants access or has effects beyond the session. It requires a signed-in person, and Auth must",
    "confirm that the session still exists. An API token can call the verbs that name a *scope*, if it has that scope and its",
    "creator has the role. The role `invited` is a signed-in person with an invitation link who is not a member yet.",
    "",
    "| Verb | Does | Input | Effect | Minimum role | Session | Scope |",
    "|---|---|---|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
}

describe("verbs", () => {
  it("have names of their own, in the form noun.verb", () => {
    const names = verbs.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.filter((name) => !/^[a-z]+\.[a-z-]+$/.test(name))).toEqual([]);
  });

  it("ask for a session that still exists where they grant access or outlive it", () => {
    const granting = verbs.filter(
      ({ name, effect }) =>
        effect !== "read" &&
        (/^(members|tokens)\./.test(name) ||
          /^connections\.(?!test$)/.test(name) ||
          /^automations\.(allow|delete|enable|restore|save)$/.test(name) ||
          name === "approvals.decide"),
    );
    expect(granting.length).toBeGreaterThan(14);
    expect(granting.filter(({ session }) => !session).map(({ name }) => name)).toEqual([]);
  });

  it("say in one sentence or two what they do", () => {
    expect(verbs.filter(({ description }) => !/^[A-Z].{10,300}\.$/.test(description))).toEqual([]);
  });

  /** This list can only become shorter: a new verb declares its output. */
  const WITHOUT_OUTPUT = [
    "automations.catalogue",
    "automations.choices",
    "dashboard.get",
    "events.trace",
    "widgets.add",
    "widgets.choose-connection",
  ];

  it("declare what they return, except those that never did", () => {
    const without = verbs.filter(({ output }) => output === undefined).map(({ name }) => name);
    expect(without.toSorted()).toEqual(WITHOUT_OUTPUT);
  });

  /** This list can only become shorter: a new write has an audit row. */
  const WITHOUT_AUDIT = [
    "automations.restore", // saves a version, which is audited
    "connections.start",
    "dashboard.reorder",
    "events.publish", // the events themselves are the record
    "events.publish-ui",
    "widgets.add",
    "widgets.choose-connection",
    "widgets.remove",
  ];

  it("write an audit row with their effect, except those that never did", () => {
    const without = verbs
      .filter((verb) => verb.effect !== "read" && !("audit" in verb))
      .map(({ name }) => name);
    expect(without.toSorted()).toEqual(WITHOUT_AUDIT);
  });

  it("declare outputs that JSON Schema can describe", () => {
    for (const { name, output } of verbs) {
      if (!output) continue;
      const schema = z.toJSONSchema(output, { unrepresentable: "any" });
      expect([name, schema.type]).toEqual([name, expect.stringMatching(/^(object|array)$/)]);
    }
  });

  it("are documented as they are", async () => {
    await expect(reference()).toMatchFileSnapshot("../../docs/reference/verbs.md");
  });
});
