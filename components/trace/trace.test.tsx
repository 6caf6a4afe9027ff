import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { SWRConfig } from "swr";
import { afterEach, describe, expect, it, vi } from "vitest";

import type {
  TraceNode,
  TraceTree,
  EventNode,
  IdleNode,
  RunNode,
  StepNode,
} from "@/lib/mesh/browser/trace-tree";

import { Trace } from "./trace";
import { TraceTreeView } from "./trace-tree";
import { TryEvent } from "./try-event";
import type { RehearsalView } from "./types";

const AT = "2026-11-01T10:00:00.000Z";
const rest = { children: [], isCut: false };
const event = (seq: number | null, children: TraceNode[] = []): EventNode => ({
  kind: "event",
  key: seq === null ? "local:x" : `event:${seq}`,
  id: `e${seq}`,
  seq,
  type: seq === null ? "page.clicked" : "shop.order.placed",
  title: seq === null ? null : "Order placed",
  subject: null,
  origin: "ui",
  time: AT,
  by: "Ada",
  lostCause: null,
  where: seq === null ? "tab" : "log",
  children,
  isCut: false,
});
const step: StepNode = {
  kind: "step",
  key: "step:r1/say[0]",
  runId: "r1",
  step: "say[0]",
  does: "use",
  status: "skipped",
  reason: "Its condition did not hold",
  startedAt: null,
  finishedAt: null,
  ...rest,
};
const run: RunNode = {
  kind: "run",
  key: "run:r1",
  id: "r1",
  automationId: "a1",
  name: "Tell",
  version: 2,
  status: "failed",
  reason: "Slack was away",
  isAgain: false,
  by: null,
  createdAt: AT,
  startedAt: AT,
  finishedAt: "2026-11-01T10:00:00.250Z",
  children: [step],
  isCut: false,
};
const idle: IdleNode = {
  kind: "idle",
  key: "idle:7:a2",
  automationId: "a2",
  name: "Big orders",
  why: "Condition not met: its total is at least 5000.",
  ...rest,
};
const tree: TraceTree = {
  root: event(null, [event(7, [run, idle])]),
  focus: "event:7",
  isCut: false,
  isLive: false,
};
const items = () => screen.getAllByRole("treeitem");
const held = () => document.activeElement?.textContent;

describe("the tree", () => {
  it("links each part to its page, marks the one that was asked about, and tells its place", () => {
    render(<TraceTreeView tree={tree} />);
    expect(items().map((item) => item.getAttribute("href"))).toEqual([
      null,
      "/events/7",
      "/runs/r1",
      "/runs/r1#step-say%5B0%5D",
      "/automations/a2",
    ]);
    expect(items().map((item) => item.getAttribute("aria-level"))).toEqual([
      "1",
      "2",
      "3",
      "4",
      "3",
    ]);
    expect(items()[1]).toHaveAttribute("aria-current", "true");
    expect(items().filter((item) => item.tabIndex === 0)).toEqual([items()[1]]);
    expect(items()[4]).toHaveAttribute("aria-posinset", "2");
    expect(items()[2]).toHaveTextContent(/Failed.*Tell.*250 ms.*Slack was away/);
    expect(items()[3]).toHaveTextContent("Its condition did not hold");
  });

  it("is walked, folded and unfolded by arrows", async () => {
    const user = userEvent.setup();
    render(<TraceTreeView tree={tree} />);
    act(() => items()[1]?.focus());
    await user.keyboard("{ArrowDown}{ArrowRight}");
    expect(held()).toContain("say[0]");
    await user.keyboard("{ArrowLeft}{ArrowLeft}");
    expect(items()[2]).toHaveAttribute("aria-expanded", "false");
    expect(items()).toHaveLength(4);
    await user.keyboard("{ArrowRight}");
    expect(items()).toHaveLength(5);
    await user.keyboard("{End}");
    expect(held()).toContain("Big orders");
    await user.keyboard("{Home}{ArrowUp}");
    expect(held()).toContain("page.clicked");
    expect(items().filter((item) => item.tabIndex === 0)).toEqual([items()[0]]);
  });

  it("opens an event in place where it can", async () => {
    const open = vi.fn((_node: EventNode) => true);
    render(<TraceTreeView tree={tree} onOpenEvent={open} />);
    await userEvent.click(items()[1] ?? document.body);
    expect(open.mock.lastCall?.[0].seq).toBe(7);
    act(() => items()[0]?.focus());
    await userEvent.keyboard("{Enter}");
    expect(open.mock.lastCall?.[0].seq).toBeNull();
  });

  it("says that it is cut", () => {
    render(<TraceTreeView tree={{ ...tree, isCut: true, root: { ...tree.root, isCut: true } }} />);
    expect(screen.getByRole("note")).toHaveTextContent("It shows 5 entries");
    expect(items()[0]).toHaveTextContent("more not shown");
  });
});

const answer = (body: unknown, status = 200) =>
  Promise.resolve(new Response(JSON.stringify(body), { status }));
const inSwr = (what: React.ReactNode) => (
  <SWRConfig value={{ provider: () => new Map(), dedupingInterval: 0 }}>{what}</SWRConfig>
);
afterEach(() => vi.unstubAllGlobals());

describe("who listened", () => {
  it("says what each automation did, how long it took, and why one stood still", () => {
    vi.stubGlobal("fetch", () => answer(tree));
    render(inSwr(<Trace query={{ seq: 7 }} initial={tree} />));
    const table = screen.getByRole("table", { name: "Automations that listen" });
    expect(
      within(table).getByRole("row", { name: /Tell Failed Slack was away 250 ms/ }),
    ).toBeVisible();
    expect(
      within(table).getByRole("row", { name: /Big orders Did not start Condition/ }),
    ).toBeVisible();
  });
});

describe("trying an event", () => {
  const one = (id: string, verdict: RehearsalView["verdict"]): RehearsalView => ({
    id,
    name: `Automation ${id}`,
    version: 1,
    verdict,
    why: verdict === "refuses" ? "Condition not met." : null,
    run: verdict === "ran" ? "r9" : null,
    plan: {
      steps: [
        {
          key: "say",
          kind: "use",
          does: "call",
          label: "would do",
          what: "slack.messages.post",
          input: null,
          warnings: [],
        },
      ],
      status: "succeeded",
      error: null,
    },
  });

  it("shows what would happen, and starts only what was chosen and confirmed", async () => {
    const sent: unknown[] = [];
    vi.stubGlobal("fetch", (_url: string, request: RequestInit) => {
      if (request.method !== "POST")
        return answer([
          one("a", "starts"),
          one("b", "starts"),
          one("c", "ran"),
          one("d", "refuses"),
        ]);
      sent.push(JSON.parse(request.body as string));
      return answer({
        replayed: [{ automationId: "b", name: "Automation b", run: "r1", why: null }],
      });
    });
    const user = userEvent.setup();
    render(inSwr(<TryEvent seq={7} />));
    expect(await screen.findAllByRole("checkbox")).toHaveLength(2);
    expect(screen.getAllByText("slack.messages.post").length).toBeGreaterThan(0);
    expect(screen.getByRole("link", { name: "Open its run to re-run it" })).toHaveAttribute(
      "href",
      "/runs/r9",
    );
    await user.click(screen.getByRole("checkbox", { name: "Automation a" }));
    await user.click(screen.getByRole("button", { name: "Replay for real…" }));
    expect(sent).toEqual([]);
    const question = screen.getByRole("alertdialog");
    expect(question).toHaveTextContent("This starts 1 run and sends everything");
    expect(question).not.toHaveTextContent("Automation a");
    await user.click(within(question).getByRole("button", { name: "Start 1 run" }));
    expect(sent).toEqual([{ seq: 7, automations: ["b"] }]);
    expect(await screen.findByRole("link", { name: "open run" })).toHaveAttribute(
      "href",
      "/runs/r1",
    );
  });

  it("says what went wrong, and tries again", async () => {
    let isAway = true;
    vi.stubGlobal("fetch", () =>
      isAway ? answer({ error: { message: "The log is away." } }, 503) : answer([]),
    );
    render(inSwr(<TryEvent seq={7} />));
    expect(await screen.findByText("The log is away.")).toBeVisible();
    isAway = false;
    await userEvent.click(screen.getByRole("button", { name: "Try again" }));
    expect(await screen.findByText(/nothing would start/)).toBeVisible();
  });
});
