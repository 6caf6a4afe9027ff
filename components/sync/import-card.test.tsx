import { render, screen, within } from "@testing-library/react";
import { SWRConfig } from "swr";
import { afterEach, expect, it, vi } from "vitest";

import { prepareMesh } from "@/lib/mesh/browser/connect";
import { FakeEventSource } from "@/lib/mesh/browser/fakes";

import { MeshProvider } from "../mesh/mesh-provider";
import { ImportCard } from "./import-card";
import type { SyncView } from "./sync-view";

const router = { refresh: () => {} };
vi.mock("next/navigation", () => ({ useRouter: () => router }));

afterEach(() => vi.unstubAllGlobals());

const BEGIN_MS = Date.parse("2026-11-30T12:00:00Z");
const type = (name: string, more: Partial<SyncView["types"][number]>) => ({
  type: name,
  label: name,
  state: "running" as const,
  rows: 0,
  total: null,
  owners: null,
  oldest: null,
  problem: null,
  updatedAt: null,
  ...more,
});
/** The import some seconds after it began to be watched, at 300 charges a second. */
const after = (seconds: number): SyncView => ({
  account: {
    connectionId: "a1",
    provider: "stripe",
    label: "Northwind",
    livemode: false,
    currency: "usd",
    timeZone: "UTC",
  },
  isConnected: true,
  state: "running",
  startedAt: null,
  retryAt: null,
  problem: null,
  isDone: false,
  readAt: new Date(BEGIN_MS + seconds * 1000).toISOString(),
  comparedAt: null,
  differences: 0,
  types: [
    type("Customers", { state: "done", rows: 412, total: 412 }),
    type("Charges", { rows: 2210 + 300 * seconds, total: 12_340 }),
    type("Payment methods", {
      rows: 250,
      total: 512,
      owners: { label: "customers", read: 201, all: 412 },
    }),
    type("Payouts", { state: "waiting" }),
    type("Disputes", { state: "refused", problem: "The key may not read them." }),
  ],
});
const ports = {
  eventSource: () => new FakeEventSource(""),
  fetch: async () => new Response(null, { status: 202 }),
  locks: null,
  channel: () => null,
  goTo: () => {},
  onLeave: () => () => {},
};
const UNSTORED = {
  type: "charge",
  id: "ch_1",
  problem: "The database refused it.",
  seenAt: "2026-11-30T12:00:00Z",
};
const pause = vi.fn(async () => ({ ok: true as const, value: null }));

it("says by type how many were read, of about how many, how fast, and what went wrong", async () => {
  let seconds = 0;
  vi.stubGlobal("fetch", async () => {
    seconds += 2;
    return Response.json([after(seconds)]);
  });
  render(
    <SWRConfig value={{ provider: () => new Map() }}>
      <MeshProvider
        workspaceId="ws_1"
        userId="u_1"
        prepare={(options) => prepareMesh({ ...options, ports })}
      >
        <ImportCard
          initial={after(0)}
          health={{
            types: [{ type: "Customers", rows: 409, newest: null, waiting: 0, lagSeconds: 0 }],
            unstored: { count: 1, objects: [UNSTORED] },
            events: { count: 2, events: [{ id: "evt_1", seenAt: UNSTORED.seenAt }] },
          }}
          canEdit
          actions={{ pause, resume: pause, restart: pause, reread: pause }}
        />
      </MeshProvider>
    </SWRConfig>,
  );
  const row = (name: string) => within(screen.getByRole("row", { name: new RegExp(`^${name}`) }));
  expect(row("Customers").getByRole("cell", { name: "409" })).toBeVisible();
  expect(screen.getByRole("heading", { name: "1 object could not be stored" })).toBeVisible();
  expect(screen.getByRole("heading", { name: "2 events could not be stored" })).toBeVisible();
  expect(screen.getByText("evt_1")).toBeVisible();
  expect(screen.getByText("These are the newest 1.")).toBeVisible();
  expect(screen.getByText(UNSTORED.problem, { exact: false })).toBeVisible();
  expect(row("Charges").getByRole("cell", { name: "2,210 of about 12,400" })).toBeVisible();
  expect(
    row("Payment methods").getByRole("cell", {
      name: /^250 of about 512 ?estimate from 201 of 412 customers$/,
    }),
  ).toBeVisible();
  expect(row("Payouts").getByRole("cell", { name: "0" })).toBeVisible();
  expect(row("Disputes").getByText("The key may not read them.")).toBeVisible();
  expect(screen.getByText(/^2,872 objects so far\. Newest first/)).toBeVisible();
  expect(screen.getByRole("button", { name: "Pause" })).toBeVisible();
  expect(await row("Charges").findByText("300 a second", {}, { timeout: 20_000 })).toBeVisible();
  expect(screen.getByText(/objects so far · 300 a second\./)).toBeVisible();
});
