import { cleanup, screen, waitFor, within } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import { chargesBody, define, shippedDefinition } from "@/lib/widgets/fixtures/build";
import { getDefinitionSource } from "@/lib/widgets/fixtures/definition-source";
import { runTransform } from "@/lib/widgets/transform";

import { dataOf, fakeServer, htmlOf, renderCard } from "./render-card";

const PAYMENTS = getDefinitionSource("stripe-payments");
const DETAILS = getDefinitionSource("stripe-payment-details");

function seedRows(now = new Date()) {
  const definition = shippedDefinition("stripe-payments");
  const result = definition && runTransform(definition, chargesBody(now));
  return result?.ok ? result.rows : [];
}
const paymentsData = () => dataOf(seedRows(), { fetched: 4, livemode: false });

const state = () =>
  screen.getByRole("region", { name: /payments?( details| of mine)?$/i }).dataset["state"];

beforeEach(() => {
  fakeServer("pending");
  window.history.replaceState(null, "", "/");
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

describe("the seed's payments", () => {
  it("lists amounts, customers, states and times", () => {
    renderCard({ definition: PAYMENTS, initialData: paymentsData() });
    expect(screen.getByRole("heading", { name: "Recent Payments" })).toBeVisible();
    const rows = screen.getAllByRole("option");
    expect(rows).toHaveLength(3);
    const [dollars, yen, dinars] = rows.map((row) => within(row));
    expect(dollars?.getByText("$20.00")).toBeVisible();
    expect(dollars?.getByText("cus_ch_dollar")).toBeVisible();
    expect(dollars?.getByText("Order ch_dollar")).toBeVisible();
    expect(dollars?.getByText("Succeeded")).toBeVisible();
    expect(dollars?.getByText("5 minutes ago")).toBeVisible();
    expect(yen?.getByText("¥500")).toBeVisible();
    expect(dinars?.getByText("KWD 5.120")).toBeVisible();
    expect(screen.getByText("Test")).toBeVisible();
    expect(screen.getByText("3 rows")).toBeVisible();
  });

  const selected = {
    type: "stripe.payment.selected",
    source: "stripe-payments-widget",
    subject: "ch_dollar",
    data: {
      id: "ch_dollar",
      amount: 2000,
      currency: "usd",
      customer: "cus_ch_dollar",
      status: "succeeded",
    },
  };

  it("publishes exactly one event for a click, and marks the row", async () => {
    const { published, user } = renderCard({ definition: PAYMENTS, initialData: paymentsData() });
    await user.click(screen.getByText("$20.00"));
    expect(published).toEqual([selected]);
    const [row] = screen.getAllByRole("option", { selected: true });
    expect(row).toHaveTextContent("$20.00");
  });

  it("is one tab stop in which arrows, j, k and Enter work", async () => {
    const { published, user } = renderCard({ definition: PAYMENTS, initialData: paymentsData() });
    const rows = screen.getAllByRole("option");
    rows[0]?.focus();
    await user.keyboard("{ArrowDown}j");
    expect(rows[2]).toHaveFocus();
    await user.keyboard("kk");
    expect(rows[0]).toHaveFocus();
    await user.keyboard("{Enter}");
    expect(published).toEqual([selected]);
    expect(rows.filter((row) => row.tabIndex === 0)).toHaveLength(1);
  });

  it("comes from the server with the rows that can be seen, and has all of them in the browser", () => {
    const [first = {}] = seedRows();
    const rows = Array.from({ length: 30 }, (_, at) => ({ ...first, id: `ch_${at}` }));
    const options = { definition: PAYMENTS, initialData: dataOf(rows) };
    expect(htmlOf(options).match(/role="option"/g)).toHaveLength(9);
    renderCard(options);
    expect(screen.getAllByRole("option")).toHaveLength(30);
  });

  it("draws hostile text as text", () => {
    const hostile = `<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>`;
    const rows = seedRows().map((row) => ({ ...row, description: hostile, customer: hostile }));
    const { container } = renderCard({ definition: PAYMENTS, initialData: dataOf(rows) });
    expect(screen.getAllByText(hostile).length).toBeGreaterThan(0);
    expect(container.querySelector("img, script")).toBeNull();
    expect(Reflect.get(window, "hacked")).toBeUndefined();
  });
});

describe("states", () => {
  it("loads with a skeleton, then shows rows", async () => {
    const server = fakeServer("pending");
    renderCard({ definition: PAYMENTS });
    expect(state()).toBe("loading");
    expect(screen.queryByRole("option")).toBeNull();
    expect(server.requests).toEqual(["/api/widgets/w1/data"]);
  });

  it("is ready without asking when the server brought the rows", () => {
    const server = fakeServer("pending");
    renderCard({ definition: PAYMENTS, initialData: paymentsData() });
    expect(state()).toBe("ready");
    expect(server.requests).toEqual([]);
  });

  it("keeps rows while refreshing", async () => {
    const server = fakeServer("pending");
    const { user } = renderCard({ definition: PAYMENTS, initialData: paymentsData() });
    await user.click(screen.getByRole("button", { name: "Refresh Recent Payments" }));
    expect(state()).toBe("refreshing");
    expect(screen.getAllByRole("option")).toHaveLength(3);
    expect(server.requests).toHaveLength(1);
  });

  it("says when there is more than it shows", () => {
    renderCard({ definition: PAYMENTS, initialData: { ...paymentsData(), hasMore: true } });
    expect(state()).toBe("partial");
    expect(screen.getByText("3 rows, more not loaded")).toBeVisible();
  });

  it("shows the definition's words when there is nothing", () => {
    renderCard({ definition: PAYMENTS, initialData: dataOf([]) });
    expect(state()).toBe("empty");
    expect(screen.getByText("No recent payments")).toBeVisible();
  });

  it("says among how many nothing was found, when there is more", () => {
    const initialData = dataOf([], { fetched: 100, hasMore: true });
    renderCard({ definition: PAYMENTS, initialData });
    expect(screen.getByText("No recent payments")).toBeVisible();
    expect(screen.getByText("None among the last 100.")).toBeVisible();
  });

  it("waits for a selection, then fetches what was selected", async () => {
    const server = fakeServer(
      dataOf([{ id: "ch_1", amount: 500, currency: "jpy", state: "succeeded" }]),
    );
    const { deliver } = renderCard({ definition: DETAILS });
    expect(state()).toBe("waiting");
    expect(screen.getByText("Select a payment to see it here")).toBeVisible();
    expect(server.requests).toEqual([]);
    deliver({ type: "stripe.payment.selected", source: "test", data: { id: "ch_1" } });
    expect(await screen.findByText("¥500")).toBeVisible();
    expect(server.requests).toEqual(["/api/widgets/w1/data?paymentId=ch_1"]);
    expect(window.location.search).toBe("?paymentId=ch_1");
  });

  it("comes into view where cards stand under each other, and leads back", async () => {
    vi.stubGlobal("matchMedia", () => ({ matches: true }));
    const scrolled = vi.fn();
    HTMLElement.prototype.scrollIntoView = scrolled;
    fakeServer("pending");
    const { deliver, user } = renderCard({ definition: DETAILS });
    document.body.tabIndex = -1;
    document.body.focus();
    deliver({ type: "stripe.payment.selected", source: "test", data: { id: "ch_1" } });
    const card = screen.getByRole("region", { name: "Payment Details" });
    expect(card).toHaveFocus();
    expect(scrolled).toHaveBeenCalledOnce();
    await user.click(screen.getByRole("button", { name: "Back" }));
    expect(document.body).toHaveFocus();
    expect(screen.queryByRole("button", { name: "Back" })).not.toBeInTheDocument();
  });

  it("opens with what a link says", async () => {
    window.history.replaceState(null, "", "/?paymentId=ch_9");
    const server = fakeServer("pending");
    renderCard({ definition: DETAILS });
    await waitFor(() => expect(server.requests).toEqual(["/api/widgets/w1/data?paymentId=ch_9"]));
  });

  it("never shows the last selection's rows under another's failure", async () => {
    const server = fakeServer(
      dataOf([{ id: "ch_1", amount: 500, currency: "jpy", state: "succeeded" }]),
    );
    const { deliver } = renderCard({ definition: DETAILS });
    deliver({ type: "stripe.payment.selected", source: "test", data: { id: "ch_1" } });
    await screen.findByText("¥500");
    server.set({ status: 404, error: { code: "not_found", message: "No such charge." } });
    deliver({ type: "stripe.payment.selected", source: "test", data: { id: "ch_2" } });
    expect(await screen.findByText("No such charge.")).toBeVisible();
    expect(screen.queryByText("¥500")).toBeNull();
  });

  it("keeps rows and says so when they cannot be renewed", async () => {
    const server = fakeServer("pending");
    const { user } = renderCard({ definition: PAYMENTS, initialData: paymentsData() });
    server.set({ status: 400, error: { code: "invalid", message: "Stripe said no." } });
    await user.click(screen.getByRole("button", { name: "Refresh Recent Payments" }));
    await waitFor(() => expect(state()).toBe("stale"));
    expect(screen.getByRole("alert")).toHaveTextContent("Could not be renewed: Stripe said no.");
    expect(screen.getAllByRole("option")).toHaveLength(3);
  });

  it.each([
    [
      "upstream",
      { action: "reconnect" },
      "The connection needs your attention",
      { role: "link", name: "Reconnect" },
    ],
    ["unauthenticated", {}, "Your session has ended", { role: "link", name: "Sign in" }],
    [
      "rate_limited",
      {},
      "The provider asks us to slow down",
      { role: "button", name: "Try again" },
    ],
    ["forbidden", {}, "You may not see this", { role: "button", name: "Try again" }],
    ["not_found", {}, "This is not there any more", { role: "button", name: "Try again" }],
  ])("says what %s (%j) means and the way out", async (code, details, title, way) => {
    fakeServer({ status: 500, error: { code, message: "Because.", details, requestId: "req_7" } });
    renderCard({ definition: PAYMENTS });
    expect(await screen.findByText(title)).toBeVisible();
    expect(state()).toBe("error");
    expect(screen.getByText("Because.")).toBeVisible();
    expect(screen.getByText("req_7")).toBeVisible();
    expect(screen.getByRole("button", { name: "Copy request id" })).toBeVisible();
    expect(screen.getByRole(way.role, { name: way.name })).toBeVisible();
  });

  it("greets a workspace without a connection with the way to one", async () => {
    const details = { reason: "not-connected", action: "reconnect" };
    fakeServer({
      status: 409,
      error: { code: "conflict", message: "Stripe is not connected.", details },
    });
    renderCard({ definition: PAYMENTS });
    expect(await screen.findByText("Nothing is connected yet")).toBeVisible();
    expect(screen.getByRole("link", { name: "Connect" })).toHaveAttribute(
      "href",
      "/settings/connections",
    );
    expect(screen.queryByRole("alert")).not.toBeInTheDocument();
  });

  it("asks the server for nothing while the provider is not connected", () => {
    const server = fakeServer("pending");
    renderCard({ definition: PAYMENTS, unconnected: "Stripe" });
    expect(screen.getByText("Nothing is connected yet")).toBeVisible();
    expect(screen.getByText("Stripe is not connected.")).toBeVisible();
    expect(server.requests).toEqual([]);
  });

  it("sends people to the credentials page to reconnect", async () => {
    fakeServer({
      status: 502,
      error: { code: "upstream", message: "x", details: { action: "reconnect" } },
    });
    renderCard({ definition: PAYMENTS });
    const link = await screen.findByRole("link", { name: "Reconnect" });
    expect(link).toHaveAttribute("href", "/settings/connections");
  });

  it("says when the server cannot be reached", async () => {
    fakeServer("offline");
    renderCard({ definition: PAYMENTS });
    expect(await screen.findByText("You are offline")).toBeVisible();
  });

  it("shows what is wrong with a definition", async () => {
    const broken = { ...define({}), dataSorce: {} };
    renderCard({ definition: broken, instance: { title: "Payments of mine" } });
    expect(state()).toBe("bad-definition");
    expect(await screen.findByText("This widget's definition is not valid")).toBeVisible();
    expect(screen.getByText(/Unknown key "dataSorce". Did you mean "dataSource"\?/)).toBeVisible();
  });

  it("shows what is wrong when the server finds it", async () => {
    const issues = [
      { code: "invalid", path: "transform.path", message: 'The answer has no "dat"' },
    ];
    const details = { reason: "bad-definition", issues };
    fakeServer({ status: 400, error: { code: "invalid", message: "x", details } });
    renderCard({ definition: PAYMENTS });
    expect(await screen.findByText("transform.path")).toBeVisible();
    expect(state()).toBe("bad-definition");
  });

  it("asks for a newer version when the definition is newer", () => {
    renderCard({ definition: { ...define({}), schema: 2 }, instance: { title: "Payments" } });
    expect(screen.getByText("This widget needs a newer version")).toBeVisible();
  });
});
