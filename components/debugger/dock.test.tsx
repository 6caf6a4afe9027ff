import { act, render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";

import { prepareMesh } from "@/lib/mesh/browser/connect";
import type { ConnectedMesh } from "@/lib/mesh/browser/connect";
import type { BrowserPorts } from "@/lib/mesh/browser/connection";
import { eventFromServer, FakeEventSource } from "@/lib/mesh/browser/fakes";

import { MeshProvider } from "../mesh/mesh-provider";
import { setDebuggerOpen } from "./debugger-store";
import { DebuggerDock, DebuggerToggle } from "./dock";

const ports: BrowserPorts = {
  eventSource: (url) => new FakeEventSource(url),
  fetch: async () => new Response(null, { status: 202 }),
  locks: null,
  channel: () => null,
  goTo: () => {},
  onLeave: () => () => {},
};
const click = {
  type: "stripe.payment.selected",
  source: "stripe-payments-widget",
  data: { id: "ch_1", amount: 4999 },
};

function scrollTo(this: HTMLElement, options?: unknown): void {
  const top = options !== null && typeof options === "object" && "top" in options ? options.top : 0;
  this.scrollTop = Number(top);
  this.dispatchEvent(new Event("scroll"));
}

beforeAll(() => {
  // jsdom lays nothing out; the virtual list needs a height to have visible rows.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(320);
  vi.spyOn(Element.prototype, "clientWidth", "get").mockReturnValue(800);
  HTMLElement.prototype.scrollTo = scrollTo;
});
beforeEach(() => setDebuggerOpen(false));
afterEach(() => setDebuggerOpen(false));

function setUp(after?: number, canEdit = true) {
  let mesh: ConnectedMesh | undefined;
  render(
    <MeshProvider
      workspaceId="ws_1"
      userId="u_1"
      after={after}
      prepare={(options) => {
        mesh = prepareMesh({ ...options, ports });
        return mesh;
      }}
    >
      <input aria-label="Name" />
      <DebuggerToggle />
      <DebuggerDock canEdit={canEdit} />
    </MeshProvider>,
  );
  if (!mesh) throw new Error("The provider made no mesh.");
  const made = mesh;
  const publish = (event = click) => act(async () => void made.publish(event));
  const receive = (seq: number, more: object = {}) =>
    act(async () => made.receive(eventFromServer(seq, more)));
  return { mesh: made, user: userEvent.setup(), publish, receive };
}

async function open() {
  await userEvent.click(screen.getByRole("button", { name: "Debugger" }));
  return screen.findByRole("dialog", { name: "Event debugger" });
}

const grid = () => screen.getByRole("grid", { name: "Events" });
const rowTexts = () =>
  within(grid())
    .getAllByRole("row")
    .slice(1)
    .map((row) => row.textContent);

describe("the drawer", () => {
  it("opens by its one button, takes the focus, and gives it back at Escape", async () => {
    const { user } = setUp();
    await open();
    const button = screen.getByRole("button", { name: "Debugger" });
    expect(button).toHaveAttribute("aria-expanded", "true");
    expect(grid()).toHaveFocus();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
    await expect.poll(() => document.activeElement).toBe(button);
  });

  it("opens and closes by the key", async () => {
    const { user } = setUp();
    await user.keyboard("~");
    expect(await screen.findByRole("dialog")).toBeVisible();
    await user.keyboard("`");
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it.each([
    ["a member", true, 1],
    ["a viewer", false, 0],
  ])("offers an automation for an event to %s: %s", async (_who, canEdit, count) => {
    const { user, publish } = setUp(undefined, canEdit);
    await publish();
    await open();
    await user.click(within(grid()).getAllByRole("row")[1] ?? grid());
    await screen.findByRole("region", { name: `Details of ${click.type}` });
    expect(screen.queryAllByRole("link", { name: "Create automation" })).toHaveLength(count);
  });

  it("leaves the key to people who type", async () => {
    const { user } = setUp();
    const field = screen.getByRole("textbox", { name: "Name" });
    await user.type(field, "a`~b");
    expect(field).toHaveValue("a`~b");
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it("says that nothing happened yet, and that it is connecting", async () => {
    setUp();
    const drawer = await open();
    expect(within(drawer).getByText(/No events yet/)).toBeVisible();
    expect(within(drawer).getByText("Connecting…")).toBeVisible();
  });
});

describe("what was before the page", () => {
  const stored = (...seqs: number[]) =>
    vi.stubGlobal(
      "fetch",
      vi.fn(async () => Response.json({ events: seqs.map((seq) => eventFromServer(seq)) })),
    );
  afterEach(() => vi.unstubAllGlobals());

  it("stands in the list, was delivered to nobody, and is asked for once", async () => {
    stored(3, 2, 1);
    const { mesh, user, receive } = setUp(3);
    let heard = 0;
    mesh.subscribe("**", () => (heard += 1));
    await open();
    await expect.poll(rowTexts).toHaveLength(3);
    expect(rowTexts()[0]).toContain("past event");
    await receive(4);
    expect([heard, rowTexts().length]).toEqual([1, 4]);
    await user.keyboard("~");
    await user.keyboard("~");
    expect(fetch).toHaveBeenCalledOnce();
  });

  it("leaves to the stream what came since", async () => {
    stored(4, 3);
    const { mesh, receive } = setUp(3);
    let heard = 0;
    mesh.subscribe("**", () => (heard += 1));
    await open();
    await expect.poll(rowTexts).toHaveLength(1);
    await receive(4);
    expect([heard, rowTexts().length]).toEqual([1, 2]);
  });
});

describe("the tail", () => {
  it("shows what was clicked by its name, and how many heard it", async () => {
    const { mesh, publish } = setUp();
    mesh.subscribe("stripe.payment.*", () => {}, { name: "Details" });
    await publish();
    await open();
    expect(screen.getByText("stripe.payment.selected")).toBeVisible();
    expect(rowTexts()[0]).toContain("1 listener");
    expect(grid()).toHaveAttribute("aria-rowcount", "2");
    expect(within(grid()).getAllByRole("row")[1]).toHaveAttribute("aria-rowindex", "2");
    expect(screen.getByRole("log", { name: "Live events" })).toContainElement(grid());
  });

  it("stands still and quiet while paused, and counts what comes", async () => {
    const { user, publish, receive } = setUp();
    await publish();
    await open();
    await user.click(screen.getByRole("button", { name: "Pause" }));
    expect(screen.queryByRole("log")).not.toBeInTheDocument();
    await receive(1);
    await receive(2);
    expect(rowTexts()).toHaveLength(1);
    await user.click(screen.getByRole("button", { name: "2 new" }));
    expect(rowTexts()).toHaveLength(3);
    expect(grid()).toHaveFocus();
    expect(screen.getByRole("log")).toBeInTheDocument();
    expect(screen.getByRole("button", { name: "Pause" })).toBeVisible();
  });

  it("keeps only a window of ten thousand rows in the page", async () => {
    const { mesh } = setUp();
    await act(async () => {
      for (let seq = 1; seq <= 10_000; seq += 1) mesh.receive(eventFromServer(seq));
    });
    await open();
    expect(grid()).toHaveAttribute("aria-rowcount", "10001");
    expect(rowTexts().length).toBeGreaterThan(9);
    expect(rowTexts().length).toBeLessThan(60);
  });

  it("filters by text, pattern and source", async () => {
    const { user, publish, receive } = setUp();
    await publish();
    await receive(1);
    await receive(2, { type: "jira.issue.created", source: "jira", data: { key: "ONB-1" } });
    await open();
    await user.type(screen.getByRole("searchbox", { name: "Search events" }), "onb-1");
    expect(rowTexts()).toHaveLength(1);
    expect(rowTexts()[0]).toContain("jira.issue.created");
    await user.clear(screen.getByRole("searchbox"));
    const pattern = screen.getByRole("textbox", { name: "Event pattern" });
    await user.type(pattern, "stripe.*.received");
    expect(rowTexts()).toHaveLength(1);
    await user.type(pattern, ".!");
    expect(pattern).toBeInvalid();
    expect(screen.getByText(/Not a valid pattern/)).toBeVisible();
    await user.clear(pattern);
    await user.selectOptions(screen.getByRole("combobox", { name: "Source" }), "jira");
    expect(rowTexts()).toHaveLength(1);
    await user.type(screen.getByRole("searchbox"), "nowhere");
    expect(screen.getByText("No event matches the filter.")).toBeVisible();
  });

  it("clears", async () => {
    const { user, publish } = setUp();
    await publish();
    await open();
    await user.click(screen.getByRole("button", { name: "Clear" }));
    expect(screen.getByText(/No events yet/)).toBeVisible();
  });

  it("exports what is shown as one JSON object a line", async () => {
    const blobs: Blob[] = [];
    URL.createObjectURL = (blob: Blob) => {
      blobs.push(blob);
      return "blob:x";
    };
    URL.revokeObjectURL = () => {};
    vi.spyOn(HTMLAnchorElement.prototype, "click").mockImplementation(() => {});
    const { user, publish, receive } = setUp();
    await publish();
    await receive(1);
    await open();
    await user.click(screen.getByRole("button", { name: "Export NDJSON" }));
    const lines = ((await blobs[0]?.text()) ?? "")
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(lines).toMatchObject([
      { type: "stripe.payment.selected", debugger: { via: "local" } },
      { type: "stripe.payment.received", debugger: { via: "stream" } },
    ]);
  });
});

describe("one event", () => {
  it("shows its payload, its raw form, and what each listener did with it", async () => {
    const { mesh, user, publish } = setUp();
    mesh.subscribe("stripe.*", () => {}, { name: "Payment details" });
    mesh.subscribe(
      "stripe.*",
      () => {
        throw new Error("no such row");
      },
      { name: "Broken widget" },
    );
    await publish();
    await open();
    await user.click(screen.getByText("stripe.payment.selected"));
    const details = screen.getByRole("region", { name: "Details of stripe.payment.selected" });
    expect(within(details).getByText("4999")).toBeVisible();
    const table = within(details).getByRole("table", { name: "Listeners" });
    expect(within(table).getByRole("row", { name: /Payment details ok \d/ })).toBeVisible();
    expect(
      within(table).getByRole("row", { name: /Broken widget error – Error: no such row/ }),
    ).toBeVisible();
    expect(rowTexts()[0]).toContain("1 failed");
    await user.click(within(details).getByRole("button", { name: "Copy JSON" }));
    expect(await navigator.clipboard.readText()).toContain('"amount": 4999');
  });

  it("is reached and left by keys alone", async () => {
    const { user, receive } = setUp();
    for (const seq of [1, 2, 3]) await receive(seq, { type: `a.b${seq}` });
    await open();
    await user.keyboard("k");
    expect(within(grid()).getByRole("row", { selected: true })).toHaveTextContent("a.b3");
    expect(grid()).toHaveAttribute(
      "aria-activedescendant",
      within(grid()).getByRole("row", { selected: true }).id,
    );
    await user.keyboard("{ArrowUp}{Home}{ArrowDown}j");
    expect(within(grid()).getByRole("row", { selected: true })).toHaveTextContent("a.b3");
    await user.keyboard("{Home}{Enter}");
    expect(screen.getByRole("region", { name: "Details of a.b1" })).toBeVisible();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("region")).not.toBeInTheDocument();
    expect(grid()).toHaveFocus();
    await user.keyboard("{Escape}");
    expect(screen.queryByRole("dialog")).not.toBeInTheDocument();
  });

  it("says on the button that folds the filters how many are set", async () => {
    const { user } = setUp();
    await open();
    const fold = screen.getByRole("button", { name: "Filters and tools" });
    expect(fold).toHaveAttribute("aria-expanded", "false");
    await user.click(fold);
    expect(fold).toHaveAttribute("aria-expanded", "true");
    const panel = document.getElementById(fold.getAttribute("aria-controls") ?? "");
    expect(panel).toContainElement(screen.getByRole("button", { name: "Safe mode" }));
    await user.type(screen.getByRole("searchbox", { name: "Search events" }), "x");
    await user.type(screen.getByRole("textbox", { name: "Event pattern" }), "a.*");
    expect(fold).toHaveAccessibleName("Filters and tools 2 active");
    await user.clear(screen.getByRole("searchbox", { name: "Search events" }));
    expect(fold).toHaveAccessibleName("Filters and tools 1 active");
  });

  it("filters to what has to do with the same id, until that is taken back", async () => {
    const { user, publish, receive } = setUp();
    await publish();
    await receive(1, { subject: "pi_1", data: { id: "ch_1" } });
    await receive(2, { subject: "pi_12", data: { id: "ch_12" } });
    await receive(3, { type: "jira.issue.created", data: { payment: "pi_1" } });
    await open();
    await user.click(within(grid()).getAllByRole("row")[2] ?? document.body);
    await user.click(screen.getByRole("button", { name: "Related events" }));
    expect(rowTexts()).toHaveLength(2);
    expect(rowTexts()[1]).toContain("jira.issue.created");
    await user.click(screen.getByRole("button", { name: /^Related to pi_1:/ }));
    expect(rowTexts()).toHaveLength(4);
  });

  it("is replayed on this page only after a question", async () => {
    const { mesh, user, receive } = setUp();
    const heard: string[] = [];
    mesh.subscribe("stripe.*", ({ id }) => heard.push(id));
    await receive(1);
    await open();
    await user.click(screen.getByText("stripe.payment.received"));
    await user.click(screen.getByRole("button", { name: "Replay here…" }));
    const question = screen.getByRole("alertdialog", { name: "Replay this event?" });
    await user.click(within(question).getByRole("button", { name: "Cancel" }));
    expect(heard).toHaveLength(1);
    await user.click(screen.getByRole("button", { name: "Replay here…" }));
    await user.click(screen.getByRole("button", { name: "Replay" }));
    expect(heard).toHaveLength(2);
    expect(rowTexts()[1]).toContain("replay");
  });

  it("is written down but not delivered in safe mode", async () => {
    const { mesh, user, publish } = setUp();
    let heard = 0;
    mesh.subscribe("*", () => (heard += 1));
    await open();
    const button = screen.getByRole("button", { name: "Safe mode" });
    await user.click(button);
    expect(button).toHaveAttribute("aria-pressed", "true");
    expect(screen.getByText("Safe mode is on.")).toBeVisible();
    await publish();
    expect(heard).toBe(0);
    expect(rowTexts()[0]).toContain("not delivered");
    await user.keyboard("{Escape}");
    expect(screen.getByRole("button", { name: /^Debugger\s*safe mode$/ })).toBeVisible();
    await user.keyboard("~");
    await user.click(await screen.findByRole("button", { name: "Turn off" }));
    await publish();
    expect(heard).toBe(1);
  });
});
