import { describe, expect, it } from "vitest";

import { createCatalogue } from "./catalogue";
import { examplesFor } from "./examples";
import { fixtureCatalogue } from "./fixtures/catalogue";
import { onboarding, read } from "./fixtures/onboarding";

const type = (sample: Record<string, unknown>) => ({
  title: "x",
  fields: Object.keys(sample),
  sample,
});
const { events } = createCatalogue([], {
  "shop.order.placed": type({ total: 5, note: "a", card: { brand: "visa" } }),
  "shop.order.paid": type({ total: 7, note: 1, other: true }),
  "desk.ticket.closed": type({ total: "none" }),
});
const catalogue = { ...fixtureCatalogue, events };
const examples = (on: object, steps: unknown[] = onboarding.steps) =>
  examplesFor(read({ ...onboarding, on, steps }), catalogue);

describe("examples of what a condition reads", () => {
  it("are those of the event that starts the automation", () => {
    const at = examples({ event: "shop.order.placed" })();
    expect(at("event.data.total")).toBe(5);
    expect(at("event.data.card.brand")).toBe("visa");
    expect(at("event.data.gone")).toBeUndefined();
    expect(at("event.id")).toBeUndefined();
    expect(at("data.total")).toBeUndefined();
  });

  it("are left out where the events of a pattern disagree", () => {
    const at = examples({ event: "shop.*" })();
    expect(at("event.data.total")).toBe(5);
    expect(at("event.data.note")).toBeUndefined();
    expect(at("event.data.other")).toBe(true);
    expect(examples({ event: "*" })()("event.data.total")).toBeUndefined();
    expect(examples({ manual: true })()("event.data.total")).toBeUndefined();
  });

  it("are those of a waited-for event, where a condition reads it without a prefix", () => {
    const at = examples({ event: "shop.order.placed" })("desk.ticket.closed");
    expect(at("data.total")).toBe("none");
    expect(at("event.data.total")).toBe(5);
  });

  it("are those of what earlier steps answered, also inside of others", () => {
    const ticket = {
      id: "ticket",
      use: "desk.tickets.create",
      with: { project: "A", summary: "x" },
    };
    const at = examples({ event: "shop.order.placed" }, [
      { id: "b", branch: [{ if: "true", steps: [ticket] }] },
    ])();
    expect(at("steps.ticket.key")).toBe("ONB-1");
    expect(at("steps.ticket.gone")).toBeUndefined();
    expect(at("steps.b.taken")).toBeUndefined();
    expect(at("steps")).toBeUndefined();
    expect(at("steps.alert.ts")).toBe("1.2");
    expect(at("other.ticket.key")).toBeUndefined();
  });
});
