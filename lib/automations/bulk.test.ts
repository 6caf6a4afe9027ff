import { describe, expect, it } from "vitest";

import { fixtureCatalogue as catalogue } from "./fixtures/catalogue";
import { decide, event, NOW, read, withSteps } from "./fixtures/onboarding";
import { nextStep } from "./planner";
import { simulate } from "./simulate";

const post = { id: "tell", use: "chat.messages.post", with: { channel: "#a", text: "{{item}}" } };
const note = { id: "note", publish: "sale.line" };
const withItems = (count: number) => ({
  ...event,
  data: { ...event.data, items: Array.from({ length: count }, (_, at) => `i${at}`) },
});
function asks(count: number, steps: readonly object[], name?: string) {
  const loop = {
    id: "lines",
    forEach: "{{event.data.items}}",
    max: 100,
    steps,
    ...(name ? { name } : {}),
  };
  const scope = { event: withItems(count), run: { id: "r1" } };
  const decision = nextStep(read(withSteps(loop)), {
    scope,
    steps: new Map(),
    catalogue,
    nowMs: NOW,
  });
  return decision.kind === "begin" && decision.action.kind === "note"
    ? (decision.action.bulk ?? null)
    : "not a list";
}

describe("a list that is sent something", () => {
  it("asks a person beyond ten items", () => {
    expect(asks(10, [post])).toBeNull();
    expect(asks(11, [post])).toEqual({ items: 11, reason: "Run “lines” for 11 items" });
    expect(asks(11, [post], "Tell all")).toEqual({
      items: 11,
      reason: "Run “Tell all” for 11 items",
    });
  });

  it("asks nobody while nothing leaves the house", () => {
    expect(asks(50, [note])).toBeNull();
    expect(asks(50, [note, post])).not.toBeNull();
  });

  it("asks for what a step inside of a step sends", () => {
    const choice = (...steps: object[]) => ({ id: "c", branch: [{ if: "true", steps }] });
    expect(asks(11, [choice(note)])).toBeNull();
    expect(asks(11, [choice(note, post)])).toMatchObject({ items: 11 });
  });

  it("counts a web address that is called, and not one that is read", () => {
    const call = (method: string) => ({
      id: "h",
      http: { method, url: "https://hooks.example.com/x" },
    });
    expect(asks(11, [call("POST")])).toMatchObject({ items: 11 });
    expect(asks(11, [call("DELETE")])).toMatchObject({ items: 11 });
    expect(asks(11, [call("GET")])).toBeNull();
  });

  it("asks for no other step", () => {
    expect(decide(withSteps(post))).not.toHaveProperty("action.bulk");
    const choice = { id: "c", branch: [{ if: "true", steps: [post] }] };
    expect(decide(withSteps(choice))).not.toHaveProperty("action.bulk");
  });

  it("shows the question when it is tried", () => {
    const loop = { id: "lines", forEach: "{{event.data.items}}", steps: [post] };
    const { steps } = simulate(read(withSteps(loop)), withItems(11), { catalogue, nowMs: NOW });
    expect(steps.slice(0, 2).map(({ does, what }) => [does, what])).toEqual([
      ["approve", "Run “lines” for 11 items (unless within the auto-approval limit)"],
      ["note", ""],
    ]);
    expect(steps).toHaveLength(13);
  });
});
