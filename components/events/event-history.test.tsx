import { render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { renderToString } from "react-dom/server";
import { SWRConfig } from "swr";
import { afterEach, expect, it, vi } from "vitest";

import { eventHead, type MeshEvent } from "@/lib/mesh/event";

import { EventHistory } from "./event-history";

const event = (seq: number): MeshEvent => ({
  id: `evt_${seq}`,
  type: "stripe.payment.received",
  source: "stripe:test:acct_1",
  subject: "pi_3UabcdefghijklmnopqrSTUV",
  time: "2026-11-01T10:00:00.000Z",
  data: { customer: "cus_1", notes: "x".repeat(3000) },
  workspace: "w",
  seq,
  origin: "provider",
  hops: 0,
  actor: { kind: "provider", id: "stripe" },
});

const page = (events: readonly MeshEvent[], canEdit = true) => (
  <SWRConfig value={{ provider: () => new Map(), dedupingInterval: 0, shouldRetryOnError: false }}>
    <EventHistory
      canEdit={canEdit}
      events={events.map((one) => ({ ...eventHead(one), line: "Payment received · $75.00" }))}
      next={null}
      filter={{ pattern: "", text: "", related: "", group: "" }}
    />
  </SWRConfig>
);

/** A server that has one event, or none. */
function answer(...stored: readonly (MeshEvent | null)[]) {
  const answers = [...stored];
  const asked = vi.fn(async (_url: string) => {
    const found = answers.shift();
    return found
      ? Response.json(found)
      : Response.json({ error: { message: "The database is away." } }, { status: 503 });
  });
  vi.stubGlobal("fetch", asked);
  return asked;
}
afterEach(() => vi.unstubAllGlobals());

it("draws 50 events in at most 45 KB, and none of their data", () => {
  const html = renderToString(page(Array.from({ length: 50 }, (_, index) => event(index + 1))));
  expect(html).toContain("stripe.payment.received");
  expect(html).not.toContain("xxx");
  expect(html.length).toBeLessThan(45_000);
});

it("fetches an event when its row is opened, once", async () => {
  const asked = answer(event(7));
  render(page([event(7), event(6)]));
  expect(asked).not.toHaveBeenCalled();
  const [row] = screen.getAllByText("stripe.payment.received");
  await userEvent.click(row as HTMLElement);
  const json = await screen.findByRole("region", { name: "Event 7 as JSON" });
  expect(JSON.parse(json.textContent ?? "")).toEqual(event(7));
  expect(json).toHaveProperty("tabIndex", 0);
  expect(screen.getByRole("button", { name: /Copy/ })).toBeTruthy();
  await userEvent.click(row as HTMLElement);
  await userEvent.click(row as HTMLElement);
  await screen.findByRole("region", { name: "Event 7 as JSON" });
  expect(asked.mock.calls.map(([url]) => url)).toEqual(["/api/events/7"]);
});

it("says why an event is not there, and tries again", async () => {
  answer(null, event(7));
  render(page([event(7)]));
  await userEvent.click(screen.getByText("stripe.payment.received"));
  await screen.findByText("The database is away.");
  // What needs no data works meanwhile.
  expect(screen.getByRole("link", { name: "Trace" })).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  await screen.findByRole("region", { name: "Event 7 as JSON" });
});

it.each([
  ["a member", true, 1],
  ["a viewer", false, 0],
])("offers an automation for an event to %s: %s", async (_who, canEdit, count) => {
  answer(event(7));
  render(page([event(7)], canEdit));
  await userEvent.click(screen.getByText("stripe.payment.received"));
  await screen.findByRole("region", { name: "Event 7 as JSON" });
  expect(screen.queryAllByRole("link", { name: "Automate this" })).toHaveLength(count);
});

it("lists a payment as one row, and its events once it is opened", async () => {
  const row = (seq: number, line: string) => ({ ...eventHead(event(seq)), line });
  const parts = [row(9, "Payment received · $75.00"), row(8, "Payment intent created · $75.00")];
  render(
    <EventHistory
      canEdit
      events={[{ ...row(9, "Payment of $75.00 succeeded"), parts }]}
      next={null}
      filter={{ pattern: "", text: "", related: "", group: "payment" }}
    />,
  );
  const payment = screen.getByText("Payment of $75.00 succeeded").closest("details");
  expect(payment?.textContent).toContain("2 events");
  expect(payment?.querySelectorAll("details")).toHaveLength(2);
  const tab = screen.getByRole("link", { name: "Grouped by payment" });
  expect(tab.getAttribute("aria-current")).toBe("page");
  expect(screen.getByRole("link", { name: "Single events" }).getAttribute("href")).toBe("/events");
});
