import { expect, it } from "vitest";

import { escapeFor, isSink, SINKS } from "./sinks";

const RAW = "\u0000a\u0007 <b> & \u202Ec\u2066\n\td\u007F ";

it.each([
  ["plain", "a <b> & c\n\td "],
  ["line", "a <b> & c d"],
  ["slack-mrkdwn", "a &lt;b&gt; &amp; c\n\td "],
  ["jira-adf", "a <b> & c\n\td "],
  ["sms", "a <b> & c d"],
  ["url", "a%20%3Cb%3E%20%26%20c%0A%09d%20"],
] as const)("makes a text harmless in %s", (sink, text) => {
  expect(escapeFor(sink, RAW)).toBe(text);
});

it("escapes every sign, each once", () => {
  expect(escapeFor("slack-mrkdwn", "<<&&>>&lt;")).toBe("&lt;&lt;&amp;&amp;&gt;&gt;&amp;lt;");
  expect(escapeFor("line", "  a \r\n\n  b  ")).toBe("a b");
});

it("knows the places where a text can land", () => {
  expect(SINKS.filter(isSink)).toEqual([...SINKS]);
  for (const other of ["html", "", undefined, 5]) expect(isSink(other)).toBe(false);
});
