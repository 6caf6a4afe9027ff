import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { isPattern, isTopic, matchTopic, matchTopicSearch, TopicIndex } from "./topics";

describe("isTopic", () => {
  it.each(["stripe.payment.received", "jira.issue.created", "a", "a.b.c.d.e", "stripe.v1_x.y"])(
    "accepts %s",
    (topic) => expect(isTopic(topic)).toBe(true),
  );
  it.each(["", "Stripe.payment", "a..b", "a.b.", "a.b.c.d.e.f", "a.*", "a b", 7, null])(
    "refuses %s",
    (topic) => expect(isTopic(topic)).toBe(false),
  );
});

describe("how long a name may be", () => {
  it("is 200 characters", () => {
    for (const is of [isTopic, isPattern]) {
      expect(is("a".repeat(200))).toBe(true);
      expect(is("a".repeat(201))).toBe(false);
    }
  });
});

describe("isPattern", () => {
  it.each(["*", "**", "a.*", "a.**", "a.*.c", "*.b", "a.b.c.d.e", "a.b.c.d.*", "1.a"])(
    "accepts %s",
    (pattern) => expect(isPattern(pattern)).toBe(true),
  );
  it.each(["", "a.", ".a", "a..b", "a.**.c", "**.a", "a.b.c.d.e.*", "A.b", "a*", "*a", 7, null])(
    "refuses %s",
    (pattern) => expect(isPattern(pattern)).toBe(false),
  );
});

describe("matchTopicSearch", () => {
  it.each([
    ["", "stripe.payment.failed", true],
    ["  ", "stripe.payment.failed", true],
    ["payment", "stripe.payment.failed", true],
    [" Payment ", "stripe.payment.failed", true],
    ["ment.fail", "stripe.payment.failed", true],
    ["refund", "stripe.payment.failed", false],
    ["stripe.*", "stripe.payment.failed", true],
    ["Stripe.*", "stripe.payment.failed", true],
    ["payment.*", "stripe.payment.failed", false],
    ["*.failed", "stripe.payment.failed", false],
  ])("%j finds %s: %s", (typed, topic, expected) => {
    expect(matchTopicSearch(typed, topic)).toBe(expected);
  });
});

describe("matchTopic", () => {
  it.each([
    ["*", "a", true],
    ["*", "a.b.c", true],
    ["**", "a.b.c", true],
    ["stripe.*.failed", "stripe.payment.failed", true],
    ["stripe.*.failed", "stripe.payment.late.failed", false],
    ["stripe.*", "stripe.payment", true],
    ["stripe.*", "stripe.payment.failed", true],
    ["stripe.**", "stripe.payment.failed", true],
    ["stripe.*", "stripe", false],
    ["stripe.*", "stripes.payment", false],
    ["*.failed", "x.failed", true],
    ["*.failed", "x.y.failed", false],
    ["*.failed", "x.failed.late", false],
    ["*.*", "x", false],
    ["*.*", "x.y", true],
    ["*.*", "x.y.z", true],
    ["a.*.*", "a.b", false],
    ["a.*.*", "a.b.c", true],
    ["a.*.*", "a.b.c.d", true],
    ["a.*.*", "b.b.c", false],
    ["a.*.c.d", "a.b.c", false],
    ["stripe.*", "stripe.", false],
    ["stripe.payment", "stripe.payment", true],
    ["stripe.payment", "stripe.payment.failed", false],
    ["stripe.**.failed", "stripe.payment.failed", false],
    ["", "a", false],
  ])("%s on %s is %s", (pattern, topic, expected) => {
    expect(matchTopic(pattern, topic)).toBe(expected);
  });

  const segment = fc.stringMatching(/^[a-z][a-z0-9_]{0,5}$/);
  const topic = fc.array(segment, { minLength: 1, maxLength: 5 });

  it("matches each topic by itself, by * in any one place, and by every open prefix", () => {
    fc.assert(
      fc.property(topic, fc.nat(4), (parts, place) => {
        const name = parts.join(".");
        expect(isTopic(name)).toBe(true);
        expect(matchTopic(name, name)).toBe(true);
        const starred = parts.map((part, index) => (index === place % parts.length ? "*" : part));
        expect(matchTopic(starred.join("."), name)).toBe(true);
        for (let length = 1; length < parts.length; length++) {
          expect(matchTopic(`${parts.slice(0, length).join(".")}.**`, name)).toBe(true);
        }
        expect(matchTopic(`${name}.*`, name)).toBe(false);
      }),
    );
  });

  it("never throws, and a malformed pattern matches nothing", () => {
    fc.assert(
      fc.property(fc.string(), topic, (pattern, parts) => {
        const matched = matchTopic(pattern, parts.join("."));
        expect(matched && !isPattern(pattern)).toBe(false);
      }),
    );
  });
});

describe("TopicIndex", () => {
  it("answers as matchTopic does, in order of subscription", () => {
    const index = new TopicIndex<number>();
    const patterns = ["*", "stripe.*", "stripe.payment.failed", "jira.*", "stripe.*.failed"];
    patterns.forEach((pattern, value) => index.subscribe(pattern, value));
    expect(index.match("stripe.payment.failed")).toEqual([0, 1, 2, 4]);
    expect(index.match("jira.issue")).toEqual([0, 3]);
  });

  it("remembers an answer until somebody subscribes or leaves", () => {
    const index = new TopicIndex<string>();
    const leave = index.subscribe("a.*", "first");
    const answer = index.match("a.b");
    expect(index.match("a.b")).toBe(answer);
    index.subscribe("a.b", "second");
    expect(answer).toEqual(["first"]);
    expect(index.match("a.b")).toEqual(["first", "second"]);
    leave();
    leave();
    expect(index.match("a.b")).toEqual(["second"]);
    expect(index.size).toBe(1);
  });

  it("keeps the same value twice when it subscribed twice", () => {
    const index = new TopicIndex<string>();
    index.subscribe("a", "x");
    index.subscribe("a", "x");
    expect(index.match("a")).toEqual(["x", "x"]);
  });
});
