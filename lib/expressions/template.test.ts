import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { SINKS } from "./sinks";
import { parseTemplate, renderTemplate, templatePaths } from "./template";

const scope = {
  event: {
    data: {
      amount: 5000,
      currency: "usd",
      name: "Ada <!channel> & co",
      none: null,
      tags: ["a", "b"],
      day: "2026-12-24",
      created: "2026-11-21T10:00:00Z",
      evil: "{{event.data.amount}}",
    },
  },
};

function render(source: string, sink?: (typeof SINKS)[number]) {
  const parsed = parseTemplate(source);
  if (!parsed.ok) throw new Error(parsed.diagnostic.message);
  return renderTemplate(parsed.template, scope, sink);
}
const value = (source: string, sink?: (typeof SINKS)[number]) => render(source, sink).value;
function problem(source: string) {
  const parsed = parseTemplate(source);
  return parsed.ok ? null : parsed.diagnostic;
}

describe("values", () => {
  it.each([
    ["plain text", "plain text"],
    ["{{event.data.amount}}", 5000],
    ["{{ event.data.tags }}", ["a", "b"]],
    ["Paid {{event.data.amount | money: event.data.currency}}!", "Paid $50.00!"],
    ["{{event.data.amount | money: 'jpy'}}", "¥5,000"],
    ["{{event.data.amount | money: 'kwd'}}", "KWD\u00a05.000"],
    ["{{event.data.amount | money: 'zzz'}}", "5000 ZZZ"],
    ["{{event.data.missing | default: 'unknown | none'}}", "unknown | none"],
    ["{{event.data.none | default: 3}}", 3],
    ["{{event.data.tags | join: '; '}}", "a; b"],
    ["{{event.data.name | truncate: 4 | upper}}", "ADA…"],
    ["{{event.data.created | date: 'Europe/Berlin'}}", "Nov 21, 2026, 11:00"],
    ["{{event.data.day | date: 'America/Los_Angeles'}}", "Dec 24, 2026"],
    ["{{event.data.tags | json}}", '["a","b"]'],
    ["one { brace } stays", "one { brace } stays"],
  ])("%s", (source, expected) => {
    expect(value(source)).toEqual(expected);
  });

  it("leaves out what is absent, and says so", () => {
    const { value: text, diagnostics } = render("Hi {{event.data.customer.email}}.");
    expect(text).toBe("Hi .");
    expect(diagnostics).toEqual([
      { position: 5, message: '"event.data.customer.email" is not there' },
    ]);
    expect(render("{{event.data.missing}}").value).toBeNull();
  });

  it("says when a filter has no answer", () => {
    expect(render("{{event.data.name | money: 'usd'}}").diagnostics[0]?.message).toMatch(
      /"money" needs a whole amount/,
    );
  });

  it("sees own properties alone", () => {
    expect(render("{{event.data.toString}}").value).toBeNull();
    expect(problem("{{event.__proto__.x}}")?.message).toMatch(/not the name of a field/);
    expect(problem("{{constructor}}")).not.toBeNull();
  });
});

describe("what stands between the braces", () => {
  it.each<[string, unknown]>([
    ['{{ event.data.gone | default: "it\'s" }}', "it's"],
    ["{{ event.data.gone | default: 'a \"b\"' }}", 'a "b"'],
    ["{{event.data.gone|default:-1.5}}", -1.5],
    ["{{event.data.gone | default: 12.25}}", 12.25],
    ["{{event.data.gone | default: event.data.tags.0}}", "a"],
    ['{{event.data.gone | default: "a | b"}}', "a | b"],
    [`{{event.data.gone | default: "it's | x"}}`, "it's | x"],
    ["{{event.data.gone | default : 'x'}}", "x"],
    ["{{event.data.gone | default: event.data.amount}}", 5000],
    ["{{event.data.gone | default: event.data.also}}", null],
    ["{{event.data.tags | join: ','}}", "a,b"],
    ["{{event.data.tags | join: ' | '}}", "a | b"],
    ["{{event.data.name | lower | truncate: 3 | upper}}", "AD…"],
    ["{{event.data.none | upper}}", null],
    ["{{event.data.none | upper | default: 'x'}}", null],
    ["{{event.data.name | truncate: 3 | default: 'x'}}", "Ad…"],
    ["{{event.data.tags.length}}", 2],
    ["{{event.data.tags.0}}", "a"],
    ["a {{event.data.tags}} {{event.data.none}} {{event.data.amount}}", 'a ["a","b"]  5000'],
    ["{{event.data.day}}{{event.data.day}}", "2026-12-242026-12-24"],
    ["x}}", "x}}"],
    ["", ""],
  ])("%s", (source, expected) => {
    expect(value(source)).toEqual(expected);
  });

  it.each([
    ["{{a | upper: 1}}", '"upper" is written like this: upper'],
    ["{{a | truncate}}", '"truncate" is written like this: truncate: 80'],
    ["{{a | join: ',', ';'}}", "\"join\" is written like this: join: ', '"],
    ["{{a | default: 'x', 'y'}}", "\"default\" is written like this: default: 'unknown'"],
    ["{{a | default: 'it's'}}", "\"'it's'\" is not the name of a field"],
    ["{{a | default: 1.}}", '"1." is not the name of a field'],
    ["{{a | default: x1y.}}", '"x1y." is not the name of a field'],
    ["{{a | }}", 'Unknown filter ""'],
    ["{{1a}}", '"1a" is not the name of a field'],
    ["{{a b}}", '"a b" is not the name of a field'],
    ["{{a..b}}", '"a..b" is not the name of a field'],
    ["{{a.prototype}}", '"a.prototype" is not the name of a field'],
  ])("%s: %s", (source, message) => {
    expect(problem(source)).toMatchObject({ message });
  });

  it("says where a mistake is", () => {
    expect(problem("ab {{c | mony: 'usd'}}")).toMatchObject({ position: 9 });
    expect(problem("ab {{  c d }}")).toMatchObject({ position: 7 });
    expect(problem("ab {{c | money: d e}}")).toMatchObject({ position: 16 });
    expect(problem("ab {{c")).toMatchObject({ position: 3 });
    expect(problem("}} {{event.data.amount}} {{")).toMatchObject({ position: 25 });
    expect(problem("{{a | zzzzzzzz}}")).not.toHaveProperty("suggestion");
  });

  it("says which filter had no answer, and where", () => {
    expect(render("a {{event.data.amount | money: event.data.none}}").diagnostics).toEqual([
      { position: 24, message: '"money" needs a currency, as in money: event.data.currency' },
    ]);
    expect(render("{{event.data.gone | upper}}").diagnostics).toEqual([
      { position: 2, message: '"event.data.gone" is not there' },
    ]);
    expect(render("{{event.data.none | upper}}").diagnostics).toEqual([]);
    expect(render("{{event.data.gone | default: 1}}").diagnostics).toEqual([]);
  });
});

describe("lengths", () => {
  it("of a template are at most 10,000 characters", () => {
    expect(problem("x".repeat(10_000))).toBeNull();
    expect(problem("x".repeat(10_001))).toEqual({
      position: 10_000,
      message: "A template has at most 10000 characters",
    });
  });

  it("of what comes out are at most 100,000 characters, said when it was cut", () => {
    const long = (length: number) => ({ a: "x".repeat(length) });
    const fill = (source: string, length: number) => {
      const parsed = parseTemplate(source);
      if (!parsed.ok) throw new Error(parsed.diagnostic.message);
      return renderTemplate(parsed.template, long(length));
    };
    expect(fill("-{{a}}", 99_999)).toEqual({ value: `-${"x".repeat(99_999)}`, diagnostics: [] });
    const cut = fill("-{{a}}{{gone}}", 100_000);
    expect(cut.value).toBe(`-${"x".repeat(99_999)}`);
    expect(cut.diagnostics).toEqual([
      { position: 0, message: "The text was cut after 100000 characters" },
    ]);
  });
});

describe("escaping", () => {
  it("makes text from outside inert where it lands", () => {
    expect(value("*{{event.data.name}}*", "slack-mrkdwn")).toBe("*Ada &lt;!channel&gt; &amp; co*");
    expect(value("{{event.data.name}}", "slack-mrkdwn")).toBe("Ada &lt;!channel&gt; &amp; co");
    expect(value("{{event.data.amount}}", "slack-mrkdwn")).toBe(5000);
    expect(value("<{{event.data.amount}}>", "slack-mrkdwn")).toBe("<5000>");
    expect(value("/{{event.data.name}}/", "url")).toBe("/Ada%20%3C!channel%3E%20%26%20co/");
  });

  it("never reads what was filled in as a template", () => {
    expect(value("{{event.data.evil}}")).toBe("{{event.data.amount}}");
    expect(value("a {{event.data.evil}}")).toBe("a {{event.data.amount}}");
  });
});

describe("mistakes", () => {
  it.each([
    ["{{event.data.amount", 'This "{{" is never closed', undefined],
    ["{{}}", '"" is not the name of a field', undefined],
    ["{{event.data.amount | mony: 'usd'}}", 'Unknown filter "mony"', "money"],
    [
      "{{event.data.amount | money}}",
      '"money" is written like this: money: event.data.currency',
      undefined,
    ],
    ["{{event.data()}}", '"event.data()" is not the name of a field', undefined],
  ])("%s", (source, message, suggestion) => {
    expect(problem(source)).toMatchObject({ message, ...(suggestion ? { suggestion } : {}) });
  });

  it("tells every path, and which may be absent", () => {
    const parsed = parseTemplate("{{a.b | default: 'x'}} {{c | money: d.e}}");
    expect(parsed.ok && templatePaths(parsed.template)).toEqual([
      { path: "a.b", at: 2, optional: true },
      { path: "c", at: 25, optional: false },
      { path: "d.e", at: 36, optional: false },
    ]);
  });

  it("never throws, whatever it is given", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...SINKS), (source, sink) => {
        const parsed = parseTemplate(`${source}{{event.data.${source}}}{{event.data.name}}`);
        const text = parsed.ok ? renderTemplate(parsed.template, scope, sink).value : "refused";
        expect(typeof text).toBe("string");
      }),
    );
  });
});
