import { describe, expect, it } from "vitest";

import type { MeshEvent } from "../event";
import { createMeshLog } from "./log";
import {
  flatten,
  joinLocal,
  onlyChain,
  storedRelative,
  type TraceNode,
  type TraceTree,
  type EventNode,
} from "./trace-tree";

const event = (id: string, seq: number | null, causationId?: string): MeshEvent => ({
  id,
  type: `shop.${id}`,
  source: "shop",
  time: "2026-11-01T10:00:00.000Z",
  data: {},
  workspace: "w",
  seq,
  origin: "ui",
  hops: 0,
  actor: { kind: "user", id: "u" },
  ...(causationId === undefined ? {} : { causationId }),
});
const logOf = (...events: MeshEvent[]) => {
  const log = createMeshLog();
  for (const one of events)
    log.add({ event: one, via: "local", deliveries: [], listeners: 0, held: false });
  return log;
};
const stored = (id: string, seq: number, change: Partial<EventNode> = {}): EventNode => ({
  kind: "event",
  key: `event:${seq}`,
  id,
  seq,
  type: `shop.${id}`,
  title: null,
  subject: null,
  origin: "ui",
  time: "2026-11-01T10:00:00.000Z",
  by: null,
  lostCause: null,
  where: "log",
  children: [],
  isCut: false,
  ...change,
});
const treeOf = (root: TraceNode): TraceTree => ({
  root,
  focus: root.key,
  isCut: false,
  isLive: false,
});
const drawn = (root: TraceNode) =>
  flatten(root).map(({ node, depth }) => "  ".repeat(depth) + node.key);

describe("the chain of one node", () => {
  it("has its causes and its effects, without what else they caused", () => {
    const focused = stored("paid", 2, {
      children: [stored("thanked", 4), stored("shipped", 5)],
    });
    const root = stored("order", 1, { children: [stored("other", 3), focused], isCut: true });
    const tree = onlyChain({ ...treeOf(root), focus: "event:2" });
    expect(drawn(tree.root)).toEqual(["event:1", "  event:2", "    event:4", "    event:5"]);
    expect(tree.root.isCut).toBe(false);
    expect(onlyChain(treeOf(root)).root).toEqual(root);
    expect(onlyChain({ ...treeOf(root), focus: "event:9" }).root).toEqual(root);
  });
});

describe("joining this tab to the log", () => {
  it("puts a click that was never stored above the event that it caused", () => {
    const [click, sub, order] = [
      event("click", null),
      event("sub", null, "click"),
      event("order", 7, "sub"),
    ];
    const tree = treeOf(stored("order", 7, { lostCause: "sub" }));
    const joined = joinLocal(tree, logOf(click, sub, order), order);
    expect(drawn(joined.root)).toEqual(["local:click", "  local:sub", "    event:7"]);
    expect(joined.focus).toBe("event:7");
    expect(flatten(joined.root).at(-1)?.node).toMatchObject({ lostCause: null });
    expect(joinLocal(tree, logOf(click, sub, order), click).focus).toBe("local:click");
  });

  it("adds what was published here in answer, once, at any depth", () => {
    const paid = event("paid", 3);
    const log = logOf(paid, event("filter", null, "paid"), event("shown", null, "filter"));
    const joined = joinLocal(treeOf(stored("paid", 3)), log, paid);
    expect(drawn(joined.root)).toEqual(["event:3", "  local:filter", "    local:shown"]);
    const known = treeOf(stored("paid", 3, { children: [stored("filter", 4)] }));
    expect(drawn(joinLocal(known, log, paid).root)).toEqual([
      "event:3",
      "  event:4",
      "    local:shown",
    ]);
  });

  it("draws a story that stayed in this tab without a server", () => {
    const log = logOf(event("a", null), event("b", null, "a"), event("c", null, "b"));
    const focused = event("b", null, "a");
    expect(storedRelative(log, focused)).toBeNull();
    const joined = joinLocal(null, log, focused);
    expect(drawn(joined.root)).toEqual(["local:a", "  local:b", "    local:c"]);
    expect(joined).toMatchObject({ focus: "local:b", isLive: false });
  });

  it("ends where events name each other as their cause", () => {
    const log = logOf(event("a", null, "b"), event("b", null, "a"));
    expect(drawn(joinLocal(null, log, event("a", null, "b")).root)).toHaveLength(2);
  });

  it("says when it left something out", () => {
    const root = event("root", 1);
    const many = Array.from({ length: 250 }, (_, index) => event(`e${index}`, null, "root"));
    const joined = joinLocal(treeOf(stored("root", 1)), logOf(root, ...many), root);
    expect(joined).toMatchObject({ isCut: true, root: { isCut: true } });
    expect(joined.root.children).toHaveLength(200);
  });

  it("finds the stored part of a story above and below", () => {
    const log = logOf(
      event("up", 5),
      event("mid", null, "up"),
      event("x", null),
      event("y", 9, "x"),
    );
    expect(storedRelative(log, event("mid", null, "up"))).toBe(5);
    expect(storedRelative(log, event("x", null))).toBe(9);
  });
});
