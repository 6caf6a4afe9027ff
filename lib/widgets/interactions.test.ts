import { describe, expect, it } from "vitest";

import { deriveCapabilities } from "./capabilities";
import { define, shippedDefinition } from "./fixtures/build";
import {
  applyEvent,
  eventForClick,
  initialState,
  isClickable,
  missingVariables,
} from "./interactions";
import type { WidgetDefinition } from "./schema";

const shipped = (type: string): WidgetDefinition => {
  const definition = shippedDefinition(type);
  if (!definition) throw new Error(type);
  return definition;
};
const ROW = { id: "ch_1", amount: 2000, currency: "usd", customer: "cus_1", status: "succeeded" };
const event = (type: string, data: Record<string, unknown>) => ({ type, source: "test", data });

describe("eventForClick", () => {
  it("publishes the seed's one event, not the action's", () => {
    expect(eventForClick(shipped("stripe-payments"), { ...ROW, created: 1 })).toEqual({
      type: "stripe.payment.selected",
      source: "stripe-payments-widget",
      data: ROW,
    });
  });

  it("falls back to the action's event under the provider's name", () => {
    const definition = define({
      transform: { mapItem: { id: "id", amount: "amount" } },
      display: { view: "list", actions: [{ trigger: "click", event: "payment.selected" }] },
    });
    expect(eventForClick(definition, { id: "ch_1", amount: 1, extra: 2 })).toEqual({
      type: "stripe.payment.selected",
      source: "test-widget",
      data: { id: "ch_1", amount: 1 },
    });
  });

  it("publishes nothing without a click, or when the condition does not hold", () => {
    expect(eventForClick(define({}), ROW)).toBeNull();
    expect(isClickable(define({}))).toBe(false);
    const picky = define({
      events: { onItemClick: { eventName: "a.b", payload: ["id"], when: "amount > 9999" } },
    });
    expect(eventForClick(picky, ROW)).toBeNull();
    expect(isClickable(picky)).toBe(true);
  });

  it("computes payloads, with null for what has no answer", () => {
    const definition = define({
      events: {
        onItemClick: {
          eventName: "a.b",
          payload: { kind: "x", double: { expr: "amount * 2" }, gone: { expr: "nope" } },
        },
      },
    });
    expect(eventForClick(definition, ROW)?.data).toEqual({ kind: "x", double: 4000, gone: null });
  });
});

describe("applyEvent", () => {
  const details = shipped("stripe-payment-details");
  const selected = event("stripe.payment.selected", ROW);

  it("fills the variable that a widget waits for", () => {
    const before = initialState(details);
    expect(missingVariables(details, before)).toEqual(["paymentId"]);
    const { state } = applyEvent(details, before, selected);
    expect(state.variables).toEqual({ paymentId: "ch_1" });
    expect(missingVariables(details, state)).toEqual([]);
  });

  it("keeps the very same state when the same thing is selected again", () => {
    const once = applyEvent(details, initialState(details), selected).state;
    expect(applyEvent(details, once, selected).state).toBe(once);
  });

  it("ignores values of the wrong type and other events", () => {
    const before = initialState(details);
    expect(applyEvent(details, before, event("stripe.payment.selected", { id: {} })).state).toBe(
      before,
    );
    expect(applyEvent(details, before, event("stripe.payment.received", ROW)).state).toBe(before);
  });

  it("remembers what a link says", () => {
    expect(initialState(details, { paymentId: "ch_9", other: 1 }).variables).toEqual({
      paymentId: "ch_9",
    });
  });

  it("goes back to the default when a toggling variable is set again", () => {
    const toggling = define({
      variables: { id: { from: { event: "a.b", path: "id" }, toggle: true } },
    });
    const once = applyEvent(toggling, initialState(toggling), event("a.b", { id: "x" })).state;
    expect(once.variables["id"]).toBe("x");
    expect(applyEvent(toggling, once, event("a.b", { id: "x" })).state.variables["id"]).toBeNull();
  });

  const filtering = define({
    subscriptions: [
      {
        pattern: "stripe.payment.selected",
        action: "filter",
        filterBy: { eventField: "customer", widgetField: "id" },
      },
      {
        pattern: "stripe.payment.selected",
        action: "highlight",
        highlightBy: { eventField: "id", widgetField: "id" },
      },
      {
        pattern: "stripe.cleared",
        action: "filter",
        filterBy: { eventField: "", widgetField: "id" },
      },
      { pattern: "stripe.payment.*", action: "refresh", when: "amount > 1000" },
      { pattern: "stripe.payment.failed", action: "notify", message: "A payment failed" },
    ],
  });

  it("filters, highlights, refreshes and notifies", () => {
    const { state, refresh } = applyEvent(filtering, initialState(filtering), selected);
    expect(state.filter).toEqual({ field: "id", value: "cus_1", eventType: selected.type });
    expect(state.highlight).toEqual({ field: "id", value: "ch_1", eventType: selected.type });
    expect(refresh).toBe(true);
    const failed = applyEvent(filtering, state, event("stripe.payment.failed", { amount: 1 }));
    expect(failed).toEqual({ state, refresh: false, notices: ["A payment failed"] });
  });

  it("clears a filter by an empty event field, or an empty value", () => {
    const { state } = applyEvent(filtering, initialState(filtering), selected);
    expect(applyEvent(filtering, state, event("stripe.cleared", {})).state.filter).toBeNull();
    const emptied = event("stripe.payment.selected", { ...ROW, customer: null });
    expect(applyEvent(filtering, state, emptied).state.filter).toBeNull();
    const absent = event("stripe.payment.selected", { id: "ch_1" });
    expect(applyEvent(filtering, state, absent).state.filter).toBe(state.filter);
  });

  it("sets variables by expression", () => {
    const setting = define({
      variables: { id: {} },
      subscriptions: [
        { pattern: "a.b", action: "set", set: { id: { expr: "event.data.x ?? y" } } },
      ],
    });
    const { state } = applyEvent(setting, initialState(setting), event("a.b", { y: "z" }));
    expect(state.variables["id"]).toBe("z");
  });
});

describe("capabilities", () => {
  it("are derived from the definition", () => {
    expect(deriveCapabilities(shipped("stripe-payments"))).toEqual({
      reads: ["stripe GET /charges"],
      eventsIn: [],
      eventsOut: ["stripe.payment.selected"],
      operations: [],
    });
    expect(deriveCapabilities(shipped("stripe-payment-details"))).toMatchObject({
      reads: ["stripe GET /charges/{paymentId}"],
      eventsIn: ["stripe.payment.selected"],
    });
  });
});
