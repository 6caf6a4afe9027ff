import type { RunStatus } from "@/lib/contracts/run";

import type { MeshEvent, Origin } from "../event";
import type { MeshLog } from "./log";

interface NodeBase {
  /** Unique in its tree: `event:7`, `local:<event id>`, `run:<id>`, `step:<run>/<key>`, `start:<run>`, `idle:<seq>:<automation>`. */
  readonly key: string;
  readonly children: readonly TraceNode[];
  /** True if some of its children are not shown. */
  readonly isCut: boolean;
}

/** An event. */
export interface EventNode extends NodeBase {
  readonly kind: "event";
  readonly id: string;
  /** Position in the log; `null` if the event was never stored or was removed by retention. */
  readonly seq: number | null;
  readonly type: string;
  /** Human label of the type; `null` if the catalogue has none. */
  readonly title: string | null;
  readonly subject: string | null;
  readonly origin: Origin;
  /** ISO 8601 in UTC. */
  readonly time: string;
  /** Name of the person who caused it, if they are still a member. */
  readonly by: string | null;
  /** Id of its cause if that is not in the tree. */
  readonly lostCause: string | null;
  readonly where: "log" | "tab" | "gone";
}

/** The start of a run without an event. */
export interface StartNode extends NodeBase {
  readonly kind: "start";
  readonly how: "manual" | "schedule";
  readonly time: string;
  readonly by: string | null;
}

export interface RunNode extends NodeBase {
  readonly kind: "run";
  readonly id: string;
  readonly automationId: string;
  readonly name: string;
  readonly version: number;
  readonly status: RunStatus;
  /** Reason for its status. */
  readonly reason: string | null;
  /** True for a re-run or a replay by a person. */
  readonly isAgain: boolean;
  readonly by: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export interface StepNode extends NodeBase {
  readonly kind: "step";
  readonly runId: string;
  /** Step key, e.g. `ticket` or `lines[0].tell`. */
  readonly step: string;
  readonly does: string;
  readonly status: RunStatus;
  readonly reason: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** An enabled automation that listens to this event type but did not start. */
export interface IdleNode extends NodeBase {
  readonly kind: "idle";
  readonly automationId: string;
  readonly name: string;
  readonly why: string;
}

export type TraceNode = EventNode | StartNode | RunNode | StepNode | IdleNode;

/** The trace of an event or a run, from its first cause. */
export interface TraceTree {
  readonly root: TraceNode;
  /** Key of the requested node. */
  readonly focus: string;
  /** True if the tree is too large to be shown completely. */
  readonly isCut: boolean;
  /** True while a run in it is in progress. */
  readonly isLive: boolean;
}

/** Lists every node with its depth, parents before children. */
export function flatten(
  node: TraceNode,
  depth = 0,
): { readonly node: TraceNode; readonly depth: number }[] {
  return [{ node, depth }, ...node.children.flatMap((child) => flatten(child, depth + 1))];
}

/** Cuts the branches beside the path to the focused node, so that only its causes and effects stay. Pure. */
export function onlyChain(tree: TraceTree): TraceTree {
  const pathTo = (node: TraceNode): TraceNode | null => {
    if (node.key === tree.focus) return node;
    const next = node.children.map(pathTo).find((child) => child !== null);
    return next ? { ...node, children: [next], isCut: false } : null;
  };
  return { ...tree, root: pathTo(tree.root) ?? tree.root };
}

const MAX_LOCAL = 200;
const MAX_DEPTH = 20;

function localNode({ id, type, subject, origin, time, seq, causationId }: MeshEvent): EventNode {
  return {
    kind: "event",
    key: seq === null ? `local:${id}` : `event:${seq}`,
    id,
    seq,
    type,
    title: null,
    subject: subject ?? null,
    origin,
    time,
    by: null,
    lostCause: causationId ?? null,
    where: seq === null ? "tab" : "log",
    children: [],
    isCut: false,
  };
}

/** Returns an event and its causes in this tab, nearest first. */
function ancestorsOf(log: Pick<MeshLog, "find">, event: MeshEvent): MeshEvent[] {
  const line = [event];
  for (let at = event; line.length < MAX_DEPTH;) {
    const cause = at.causationId ? log.find(at.causationId)?.event : undefined;
    if (!cause || line.some(({ id }) => id === cause.id)) break;
    line.push(cause);
    at = cause;
  }
  return line;
}

/** Returns the log position of the nearest stored event: itself, a cause or an effect. `null` if none was stored. */
export function storedRelative(
  log: Pick<MeshLog, "find" | "entries">,
  event: MeshEvent,
): number | null {
  for (const { seq } of ancestorsOf(log, event)) if (seq !== null) return seq;
  const related = new Set([event.id]);
  for (const { event: later } of log.entries()) {
    if (!later.causationId || !related.has(later.causationId)) continue;
    if (later.seq !== null) return later.seq;
    related.add(later.id);
  }
  return null;
}

/**
 * Adds events of this tab to the server's trace: the click that caused an event, and local reactions. `tree` is `null` if
 * nothing was stored. Pure.
 */
export function joinLocal(
  tree: TraceTree | null,
  log: Pick<MeshLog, "find" | "entries">,
  focused: MeshEvent,
): TraceTree {
  const known = new Set<string>();
  for (const { node } of tree ? flatten(tree.root) : [])
    if (node.kind === "event") known.add(node.id);
  const effects = new Map<string, MeshEvent[]>();
  for (const { event } of log.entries()) {
    if (!event.causationId || known.has(event.id)) continue;
    const siblings = effects.get(event.causationId);
    if (siblings) siblings.push(event);
    else effects.set(event.causationId, [event]);
  }
  let added = 0;
  let isCut = tree?.isCut ?? false;
  const addEffects = (node: TraceNode, depth = 0): TraceNode => {
    const children = node.children.map((child) => addEffects(child, depth + 1));
    if (node.kind !== "event") return { ...node, children };
    const fresh = (effects.get(node.id) ?? []).filter(({ id }) => !known.has(id));
    const shown = depth < MAX_DEPTH ? fresh.slice(0, MAX_LOCAL - added) : [];
    added += shown.length;
    for (const { id } of shown) known.add(id);
    const isShort = shown.length < fresh.length;
    isCut ||= isShort;
    const more = shown.map((event) =>
      addEffects({ ...localNode(event), lostCause: null }, depth + 1),
    );
    return { ...node, children: [...children, ...more], isCut: node.isCut || isShort };
  };
  const top = ancestorsOf(log, focused).at(-1) ?? focused;
  let root = tree?.root ?? localNode(top);
  const lost = tree && root.kind === "event" ? root.lostCause : null;
  const cause = lost === null ? undefined : log.find(lost)?.event;
  if (cause && !known.has(cause.id)) {
    root = ancestorsOf(log, cause).reduce<TraceNode>((below, event) => {
      known.add(event.id);
      return {
        ...localNode(event),
        children: [{ ...below, ...(below.kind === "event" ? { lostCause: null } : {}) }],
      };
    }, root);
  }
  known.add(top.id);
  const whole = addEffects(root);
  const focus = flatten(whole).find(({ node }) => node.kind === "event" && node.id === focused.id);
  return {
    root: whole,
    focus: focus?.node.key ?? tree?.focus ?? whole.key,
    isCut,
    isLive: tree?.isLive ?? false,
  };
}
