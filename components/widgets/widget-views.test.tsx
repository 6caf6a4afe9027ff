import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { chargesBody, define, shippedDefinition } from "@/lib/widgets/fixtures/build";
import { getDefinitionSource } from "@/lib/widgets/fixtures/definition-source";
import { runTransform } from "@/lib/widgets/transform";

import { dataOf, fakeServer, renderCard } from "./render-card";
import { WidgetCard } from "./widget-card";

const customer = (id: string) => ({
  type: "stripe.customer.selected",
  source: "t",
  data: { id },
});

const names = () =>
  screen
    .getAllByRole("row")
    .slice(1)
    .map((row) => row.firstChild?.textContent);

const polling = (refreshInterval: number) =>
  define({
    name: "Payments",
    dataSource: { type: "api", endpoint: "/charges", refreshInterval },
    display: { view: "list", fields: [{ key: "id" }] },
  });

beforeEach(() => {
  fakeServer("pending");
  window.history.replaceState(null, "", "/");
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("events from elsewhere", () => {
  const filtering = define({
    name: "Payments",
    display: { view: "list", fields: [{ key: "id" }] },
    dataSource: { type: "api", endpoint: "/charges", refreshOn: ["stripe.payment.*"] },
    subscriptions: [
      {
        pattern: "stripe.customer.selected",
        action: "filter",
        filterBy: { eventField: "id", widgetField: "customer" },
      },
      { pattern: "stripe.note", action: "notify", message: "Noted" },
    ],
  });
  const rows = [
    { id: "a", customer: "cus_1" },
    { id: "b", customer: "cus_2" },
  ];

  it("filters with a chip that clears, and keeps the filter through a refresh", async () => {
    fakeServer(dataOf(rows));
    const { deliver, user } = renderCard({ definition: filtering, initialData: dataOf(rows) });
    deliver(customer("cus_2"));
    expect(screen.getAllByRole("listitem").map((row) => row.textContent)).toContain("b");
    expect(screen.queryByText("a")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Refresh Payments" }));
    await waitFor(() => expect(screen.queryByText("a")).toBeNull());
    await user.click(screen.getByRole("button", { name: "Clear the filter cus_2" }));
    expect(screen.getByText("a")).toBeVisible();
  });

  it("clears the selection by Escape, unless that closes something else", async () => {
    const { deliver, user } = renderCard({ definition: filtering, initialData: dataOf(rows) });
    deliver(customer("cus_2"));
    expect(screen.queryByText("a")).toBeNull();
    const field = document.body.appendChild(document.createElement("input"));
    field.focus();
    await user.keyboard("{Escape}");
    expect(screen.queryByText("a")).toBeNull();
    field.remove();
    await user.keyboard("{Escape}");
    expect(screen.getByText("a")).toBeVisible();
  });

  it("tells an empty filter from an empty list", async () => {
    const { deliver, user } = renderCard({ definition: filtering, initialData: dataOf(rows) });
    deliver(customer("cus_9"));
    expect(screen.getByText("Nothing matches the selection")).toBeVisible();
    await user.click(screen.getByRole("button", { name: "Show all" }));
    expect(screen.getByText("a")).toBeVisible();
  });

  it("speaks a notice", () => {
    const { deliver } = renderCard({ definition: filtering, initialData: dataOf(rows) });
    deliver({ type: "stripe.note", source: "t", data: {} });
    expect(screen.getByText("Noted")).toBeVisible();
  });

  it("turns a burst of events into one request, and leaves other connections' alone", async () => {
    vi.useFakeTimers();
    try {
      const server = fakeServer(dataOf(rows));
      const { deliver } = renderCard({
        definition: filtering,
        initialData: dataOf(rows, { livemode: false }),
      });
      const received = {
        type: "stripe.payment.received",
        source: "t",
        origin: "provider" as const,
        data: {},
      };
      deliver({ ...received, connection: "other" });
      deliver({ ...received, origin: "ui" });
      deliver({ ...received, livemode: true });
      await vi.advanceTimersByTimeAsync(1000);
      expect(server.requests).toHaveLength(0);
      for (let count = 0; count < 20; count++) deliver({ ...received, connection: "c1" });
      await vi.advanceTimersByTimeAsync(300);
      expect(server.requests).toHaveLength(1);
      deliver(received);
      await vi.advanceTimersByTimeAsync(1000);
      expect(server.requests).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(1100);
      expect(server.requests).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("a change that a provider shows late", () => {
  it("is asked for at once and once more", async () => {
    vi.useFakeTimers();
    try {
      const server = fakeServer(dataOf([{ id: "a" }]));
      const definition = polling(60_000);
      const instance = { refreshOn: ["jira.issue.*"], settlesMs: 5000 };
      const { deliver } = renderCard({ definition, instance, initialData: dataOf([]) });
      const created = { type: "jira.issue.created", source: "t", origin: "provider" as const };
      deliver({ ...created, data: {} });
      await vi.advanceTimersByTimeAsync(300);
      expect(server.requests).toHaveLength(1);
      await vi.advanceTimersByTimeAsync(2700);
      deliver({ ...created, data: {} });
      await vi.advanceTimersByTimeAsync(4700);
      expect(server.requests).toHaveLength(2);
      await vi.advanceTimersByTimeAsync(600);
      expect(server.requests).toHaveLength(3);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("asking again", () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it("happens on a timer of ten seconds at least, and not in a hidden tab", async () => {
    const server = fakeServer(dataOf([{ id: "a" }]));
    renderCard({ definition: polling(1000), initialData: dataOf([{ id: "a" }]) });
    await vi.advanceTimersByTimeAsync(9900);
    expect(server.requests).toHaveLength(0);
    await vi.advanceTimersByTimeAsync(1200);
    expect(server.requests).toHaveLength(1);
    vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.requests).toHaveLength(1);
  });

  it("waits as long as the provider asks, and not at all for what will not mend", async () => {
    const retryAt = new Date(Date.now() + 30_000).toISOString();
    const limited = { code: "rate_limited", message: "Slow down.", details: { retryAt } };
    const server = fakeServer({ status: 429, error: limited });
    renderCard({ definition: polling(0) });
    await vi.advanceTimersByTimeAsync(29_000);
    expect(server.requests).toHaveLength(1);
    server.set({ status: 403, error: { code: "forbidden", message: "No." } });
    await vi.advanceTimersByTimeAsync(2000);
    expect(server.requests).toHaveLength(2);
    await vi.advanceTimersByTimeAsync(300_000);
    expect(server.requests).toHaveLength(2);
  });
});

describe("views", () => {
  it("draws a table whose columns sort what is loaded", async () => {
    const definition = getDefinitionSource("stripe-customers");
    const people = [
      { id: "cus_1", name: "Bob", email: "b@x.example", delinquent: false, created: 1_700_000_000 },
      { id: "cus_2", name: "Ada", email: "a@x.example", delinquent: true, created: 1_600_000_000 },
    ];
    const { user, published } = renderCard({ definition, initialData: dataOf(people) });
    await screen.findAllByRole("row");
    expect(names()).toEqual(["Bob", "Ada"]);
    await user.click(screen.getByRole("button", { name: /Name/ }));
    expect(names()).toEqual(["Ada", "Bob"]);
    expect(screen.getByRole("columnheader", { name: /Name/ })).toHaveAttribute(
      "aria-sort",
      "ascending",
    );
    expect(screen.getByText("Overdue")).toBeVisible();
    await user.click(screen.getByText("Ada"));
    expect(published.map(({ type }) => type)).toEqual(["stripe.customer.selected"]);
  });

  it("draws a balance per currency", async () => {
    const balance = {
      available: [
        { amount: 123_456, currency: "usd" },
        { amount: 500, currency: "jpy" },
      ],
      pending: [{ amount: 5120, currency: "kwd" }],
    };
    renderCard({
      definition: getDefinitionSource("stripe-balance"),
      initialData: dataOf([balance]),
    });
    for (const text of ["$1,234.56", "¥500", "KWD 5.120"])
      expect(await screen.findByText(text)).toBeVisible();
  });

  it("draws the details of a payment, with its receipt behind an https link only", async () => {
    const charge = {
      ...chargesBody(new Date()).data[1],
      amount_captured: 2000,
      amount_refunded: 500,
      captured: true,
      refunded: false,
      disputed: false,
      payment_method_details: { card: { brand: "visa", last4: "4242" } },
    };
    const definition = shippedDefinition("stripe-payment-details");
    const shown = { status: () => "partially_refunded" };
    const result = definition && runTransform(definition, charge, { shown });
    fakeServer(dataOf(result?.ok ? result.rows : []));
    window.history.replaceState(null, "", "/?paymentId=ch_dollar");
    renderCard({ definition: getDefinitionSource("stripe-payment-details") });
    expect(await screen.findByText("$20.00")).toBeVisible();
    expect(screen.getByText("Partially refunded")).toBeVisible();
    expect(screen.getByText("$5.00")).toBeVisible();
    expect(screen.getByText("VISA •••• 4242")).toBeVisible();
    const receipt = screen.getByRole("link", { name: /Receipt/ });
    expect(receipt).toHaveAttribute("href", "https://pay.stripe.com/receipts/ch_dollar");
    expect(receipt).toHaveAttribute("rel", "noopener noreferrer");
  });

  it("draws the feed newest first", async () => {
    const events = [
      { id: "1", line: "Payment received · $20.00", time: new Date().toISOString() },
      { id: "2", line: "Account connected", time: new Date().toISOString() },
    ];
    renderCard({ definition: getDefinitionSource("event-feed"), initialData: dataOf(events) });
    await screen.findByText("Account connected");
    const items = screen.getAllByRole("listitem").map(({ textContent }) => textContent);
    expect(items[0]).toMatch(/^Payment received · \$20\.00/);
    expect(items[1]).toMatch(/^Account connected/);
  });

  it("draws cards that can be chosen", async () => {
    const definition = define({
      display: { view: "card", fields: [{ key: "id" }] },
      events: { onItemClick: { eventName: "a.b", payload: ["id"] } },
    });
    const { published } = renderCard({ definition, initialData: dataOf([{ id: "x" }]) });
    fireEvent.click(await screen.findByRole("option"));
    expect(published).toEqual([
      { type: "a.b", source: "test-widget", data: { id: "x" }, subject: "x" },
    ]);
  });
});

describe("a card that fails", () => {
  it("does not take the page with it", () => {
    const failure = vi.spyOn(console, "error").mockImplementation(() => {});
    const broken = { ok: true, definition: { display: null } } as never;
    const instance = { id: "w", type: "x", provider: "stripe", connectionId: null, parsed: broken };
    render(<WidgetCard instance={instance} />);
    expect(screen.getByRole("alert")).toHaveTextContent("This widget could not be drawn");
    expect(screen.getByRole("button", { name: "Try again" })).toBeVisible();
    failure.mockRestore();
  });
});
