import { describe, expect, it } from "vitest";

import { renderFields, renderOne } from "./render";
import type { TemplateFields } from "./schema-parts";

const scope = { a: "<x>", n: 5, none: null, list: [1], long: "x".repeat(60_000) };
const fill = (fields: TemplateFields) => renderFields(fields, scope, () => "plain");

describe("the fields of a step", () => {
  it("are filled wherever they stand, and keep their types", () => {
    const fields = {
      text: "{{a}}!",
      number: "{{n}}",
      fixed: 7,
      yes: true,
      deep: { list: ["{{n}}", 1, { inner: "{{list}}" }] },
    };
    expect(fill(fields)).toEqual({
      value: {
        text: "<x>!",
        number: 5,
        fixed: 7,
        yes: true,
        deep: { list: [5, 1, { inner: [1] }] },
      },
      warnings: [],
    });
  });

  it("are left out where their value is absent, with a warning that names the place", () => {
    expect(fill({ gone: "{{gone}}", none: "{{none}}", nothing: null, kept: "" })).toEqual({
      value: { kept: "" },
      warnings: ['gone: "gone" is not there'],
    });
    expect(fill({ deep: { list: [1, "{{gone}}"], none: null } })).toEqual({
      value: { deep: { list: [1, null], none: null } },
      warnings: ['deep.list.1: "gone" is not there'],
    });
  });

  it("are escaped for where each of them lands", () => {
    const asked: string[] = [];
    const { value } = renderFields({ text: "{{a}}", blocks: [{ raw: "{{a}}" }] }, scope, (path) => {
      asked.push(path);
      return path === "text" ? "slack-mrkdwn" : "plain";
    });
    expect(asked).toEqual(["text", "blocks.0.raw"]);
    expect(value).toEqual({ text: "&lt;x&gt;", blocks: [{ raw: "<x>" }] });
  });

  it("have 200,000 characters in total", () => {
    const { value, warnings } = fill({
      a: "{{long}}",
      b: "{{long}}",
      c: "{{long}}",
      d: "{{long}}",
      e: "x",
      f: 5,
    });
    expect(Object.keys(value)).toEqual(["a", "b", "c", "d", "f"]);
    expect(warnings).toEqual(["e: The fields of this step exceed 200000 characters in total"]);
    const exact = {
      ...Object.fromEntries("abc".split("").map((name) => [name, "{{long}}"])),
      d: "x".repeat(9_000),
    };
    expect(fill(exact).warnings).toEqual([]);
  });

  it("say what is wrong with a template that was stored before it was refused", () => {
    expect(fill({ text: "{{a", other: "ok" })).toEqual({
      value: { other: "ok" },
      warnings: ['text: This "{{" is never closed'],
    });
  });
});

it("fills one text for one place", () => {
  expect(renderOne("{{a}} {{gone}}", scope, "slack-mrkdwn")).toEqual({
    value: "&lt;x&gt; ",
    warnings: ['text: "gone" is not there'],
  });
  expect(renderOne("{{n}}", scope, "line")).toEqual({ value: 5, warnings: [] });
});
