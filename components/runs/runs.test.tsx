import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import type { ComponentProps } from "react";
import { SWRConfig } from "swr";
import { describe, expect, it, vi } from "vitest";

import type { TraceTree } from "@/lib/mesh/browser/trace-tree";

import { RunList } from "./run-list";
import { barsOf } from "./run-times";
import { RunTrace } from "./run-trace";
import { StepTrace } from "./step-trace";
import { tookText, type RelatedRunView, type StepView, type TraceView } from "./types";

const push = vi.fn();
vi.mock("next/navigation", () => ({ useRouter: () => ({ refresh: () => {}, push }) }));

const AT = "2026-11-01T10:00:00.000Z";
const step: StepView = {
  key: "message",
  kind: "use",
  title: "Post a message",
  icon: "dot",
  target: "“Paid”",
  status: "indeterminate",
  attempt: 1,
  idempotencyKey: "k",
  input: { text: "Paid" },
  plan: { method: "POST", path: "/api/post" },
  output: null,
  warnings: ["text: no customer is known"],
  reason: "The answer was lost.",
  notBefore: null,
  waitPattern: null,
  emitted: null,
  seenAt: null,
  startedAt: AT,
  finishedAt: null,
  attempts: [
    {
      attempt: 1,
      startedAt: AT,
      finishedAt: "2026-11-01T10:00:01.500Z",
      outcome: "indeterminate",
      httpStatus: 502,
      requestId: "req_1",
      error: "The answer was lost.",
    },
  ],
};
const trace = (change: Partial<TraceView["run"]>, steps = [step]): TraceView => ({
  run: {
    id: "r1",
    automationId: "a1",
    version: 3,
    trigger: { id: "e1", type: "shop.paid", subject: "pi_1", time: AT, data: { amount: 5 } },
    line: "Order paid · $5.00",
    eventSeq: 7,
    status: "indeterminate",
    reason: null,
    skipped: null,
    failedStep: null,
    wakeAt: null,
    createdAt: AT,
    startedAt: AT,
    finishedAt: null,
    ...change,
  },
  automation: { id: "a1", name: "Tell", liveVersion: 4 },
  definition: { steps: [{ id: "message" }, { id: "after" }] },
  steps,
  approvals: [],
  decisions: [],
});
const tree: TraceTree = {
  root: {
    kind: "start",
    key: "start:r1",
    how: "manual",
    time: AT,
    by: "Ada",
    children: [],
    isCut: false,
  },
  focus: "run:r1",
  isCut: false,
  isLive: false,
};

function setUp(initial: TraceView, canEdit = true, related: readonly RelatedRunView[] = []) {
  const good = () => Promise.resolve({ ok: true as const, value: {} });
  const actions = {
    retry: vi.fn(good),
    cancel: vi.fn(good),
    resolve: vi.fn((_id: string, _key: string, _done: boolean) => good()),
    rerun: vi.fn((_id: string, _version: number) =>
      Promise.resolve({ ok: true as const, value: { id: "r2" } }),
    ),
  };
  render(
    <SWRConfig value={{ provider: () => new Map(), refreshInterval: 0 }}>
      <RunTrace
        initial={initial}
        tree={tree}
        related={related}
        canEdit={canEdit}
        actions={actions}
      />
    </SWRConfig>,
  );
  return { user: userEvent.setup(), ...actions };
}

it("links what a step made, where there is a page for it", () => {
  const made = { ...step, status: "succeeded" as const, reason: null };
  const links = (change: Partial<StepView>) => {
    const { unmount } = render(
      <StepTrace
        runId="r1"
        step={{ ...made, ...change }}
        decision={undefined}
        isAsked={false}
        canEdit={false}
        resolve={vi.fn()}
        onChanged={() => {}}
      />,
    );
    const found = screen.queryAllByRole("link").map((link) => link.getAttribute("href"));
    unmount();
    return found;
  };
  const url = "https://example.com/browse/ONB-1";
  expect(links({ seenAt: { text: "Open ONB-1 in Jira", url } })).toEqual([url]);
  expect(links({ output: { receipt_url: "https://pay.example.com/r" } })).toEqual([
    "https://pay.example.com/r",
  ]);
  expect(links({ output: { url: "javascript:alert(1)" } })).toEqual([]);
});

it("says of a run that only skipped that it skipped, and why", () => {
  const run = trace({ status: "succeeded", skipped: "customer has no phone" }).run;
  render(
    <SWRConfig value={{ provider: () => new Map() }}>
      <RunList
        automationId="a1"
        status={null}
        before={null}
        initial={[run]}
        hasMore={false}
        canEdit={false}
        counts={{ failed: 0, open: 0 }}
        actions={{} as ComponentProps<typeof RunList>["actions"]}
      />
    </SWRConfig>,
  );
  const row = within(screen.getAllByRole("listitem").at(-1) ?? document.body);
  expect(row.getByText("customer has no phone")).toBeVisible();
  expect(row.queryByText("Succeeded")).toBeNull();
});

describe("a run", () => {
  it("shows each step with its request, its attempts and what is still to do", () => {
    setUp(trace({}));
    const card = within(screen.getByRole("region", { name: "Step message" }));
    expect(card.getByText("“Paid”")).toBeVisible();
    expect(card.getByText("text: no customer is known")).toBeInTheDocument();
    expect(card.getAllByText("The answer was lost.")).toHaveLength(1);
    expect(screen.getAllByText("Developer details")).toHaveLength(1);
    const details = within(screen.getByLabelText("Developer details of message"));
    expect(details.getByText("Request: POST /api/post")).toBeInTheDocument();
    expect(details.getByText(/Attempt 1: indeterminate, HTTP 502/)).toBeInTheDocument();
    expect(details.getByText("req_1")).toBeInTheDocument();
    expect(
      details.getByRole("button", { name: "Copy request id of attempt 1", hidden: true }),
    ).toBeInTheDocument();
    expect(screen.getByText("after").parentElement).toHaveTextContent("Not started");
    expect(screen.getByRole("link", { name: "Open the event" })).toHaveAttribute(
      "href",
      "/events/7",
    );
  });

  it.each([
    ["Mark as done", true],
    ["Send it again", false],
  ])("takes a person's word on a step of unknown outcome: %s", async (name, done) => {
    const { user, resolve } = setUp(trace({}));
    await user.click(screen.getByRole("button", { name }));
    expect(resolve).toHaveBeenCalledWith("r1", "message", done);
  });

  it("retries at once, and does everything again only when that is confirmed", async () => {
    const { user, retry, rerun } = setUp(trace({ status: "failed", finishedAt: AT }));
    await user.click(screen.getByRole("button", { name: "Retry" }));
    expect(retry).toHaveBeenCalledWith("r1");
    await user.click(screen.getByRole("button", { name: "Run again…" }));
    expect(rerun).not.toHaveBeenCalled();
    await user.click(await screen.findByRole("button", { name: "Run again" }));
    expect(push).toHaveBeenCalledWith("/runs/r2");
  });

  it.each([
    ["(live)", 4],
    ["(used by this run)", 3],
  ])("does it again by the version %s, as chosen", async (name, version) => {
    const { user, rerun } = setUp(trace({ status: "succeeded", finishedAt: AT }));
    await user.click(screen.getByRole("button", { name: "Run again…" }));
    await user.click(await screen.findByRole("radio", { name: (label) => label.endsWith(name) }));
    await user.click(screen.getByRole("button", { name: "Run again" }));
    expect(rerun).toHaveBeenCalledWith("r1", version);
  });

  it("says who refused a step, and why", () => {
    const decision = { key: "message", isGranted: false, by: "Ada", at: AT, note: "Too dear" };
    setUp({ ...trace({}), decisions: [decision] });
    expect(screen.getByText(/^Denied by Ada/)).toHaveTextContent("“Too dear”");
  });

  it("copies ids and JSON", async () => {
    const { user } = setUp(trace({}));
    await user.click(screen.getByText("Developer details"));
    await user.click(screen.getByRole("button", { name: "Copy run id" }));
    expect(await navigator.clipboard.readText()).toBe("r1");
    await user.click(screen.getByTitle("Copy input of message"));
    expect(JSON.parse(await navigator.clipboard.readText())).toEqual({ text: "Paid" });
  });

  it("names the automation of each other run for the event", () => {
    setUp(trace({}), true, [{ ...trace({ id: "r2" }).run, automationName: "Open a ticket" }]);
    const link = screen.getByRole("link", { name: /^Open a ticket/ });
    expect(link).toHaveAttribute("href", "/runs/r2");
  });

  it("offers nothing to those who may only look", () => {
    setUp(trace({}), false);
    for (const name of ["Mark as done", "Cancel the run"])
      expect(screen.queryByRole("button", { name })).toBeNull();
  });
});

it.each([
  [0, "0 ms"],
  [1500, "1.5 s"],
  [600_000, "10 min"],
  [3 * 3_600_000, "3 h"],
])("says how long %i ms are", (ms, text) => {
  expect(tookText(AT, new Date(Date.parse(AT) + ms).toISOString())).toBe(text);
});

describe("the times of a run", () => {
  const at = (second: number) => new Date(Date.parse(AT) + second * 1000).toISOString();
  const timed = (key: string, from: number, to: number | null): StepView => ({
    ...step,
    key,
    attempts: [],
    startedAt: at(from),
    finishedAt: to === null ? null : at(to),
  });

  it("put each step where it lies between the first and the last", () => {
    const { run } = trace({ startedAt: at(0), finishedAt: at(10) });
    const bars = barsOf(run, [timed("a", 0, 5), timed("b", 5, 10)]);
    expect(bars).toMatchObject([
      { key: "a", from: 0, length: 0.5, took: "5.0 s" },
      { key: "b", from: 0.5, length: 0.5 },
    ]);
  });

  it("let a step without attempts begin where the one before it ended, and leave out what was skipped", () => {
    const { run } = trace({ startedAt: at(0), finishedAt: at(10) });
    const waited: StepView = { ...timed("c", 0, 10), startedAt: null };
    const skipped: StepView = { ...timed("b", 3, 9), status: "skipped" };
    expect(barsOf(run, [timed("a", 0, 4), skipped, waited])).toMatchObject([
      { key: "a" },
      { key: "c", from: 0.4, length: 0.6 },
    ]);
  });

  it("let a step that has not ended reach to the newest time, and draw nothing of no time", () => {
    const { run } = trace({ startedAt: at(0) });
    expect(barsOf(run, [timed("a", 0, 4), timed("b", 2, null)])[1]).toMatchObject({
      from: 0.5,
      length: 0.5,
      took: "not ended",
    });
    expect(barsOf(run, [timed("a", 0, null)])).toEqual([]);
  });
});
