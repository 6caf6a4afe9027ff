import type { MeshEvent, Origin } from "../event";
import type { MeshLog } from "./log";

/** How a run or a step of one stands. */
export type TraceStatus =
  | "pending"
  | "running"
  | "waiting"
  | "succeeded"
  | "failed"
  | "indeterminate"
  | "skipped"
  | "cancelled";

interface NodeBase {
  /** Unique in its tree: `event:7`, `local:<event id>`, `run:<id>`, `step:<run>/<key>`, `start:<run>`, `idle:<seq>:<automation>`. */
  readonly key: string;
  readonly children: readonly CauseNode[];
  /** Something below it was left out. */
  readonly isCut: boolean;
}

/** Something that happened. */
export interface EventNode extends NodeBase {
  readonly kind: "event";
  readonly id: string;
  /** Place in the log; `null`: it never left this tab, or retention removed it. */
  readonly seq: number | null;
  readonly type: string;
  readonly subject: string | null;
  readonly origin: Origin;
  /** ISO 8601 in UTC. */
  readonly time: string;
  /** Who did it, where it was a person who is still a member. */
  readonly by: string | null;
  /** The cause that it names and that is not in the tree. */
  readonly lostCause: string | null;
  readonly where: "log" | "tab" | "gone";
}

/** What began a run without an event. */
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
  readonly status: TraceStatus;
  /** Why it failed, waits or was skipped. */
  readonly reason: string | null;
  /** A person made it: a re-run or a replay. */
  readonly isAgain: boolean;
  readonly by: string | null;
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

export interface StepNode extends NodeBase {
  readonly kind: "step";
  readonly runId: string;
  /** Its place in the run, e.g. `ticket`, `lines[0].tell`. */
  readonly step: string;
  readonly does: string;
  readonly status: TraceStatus;
  readonly reason: string | null;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
}

/** An enabled automation that listens to events of this type, but not to this one. */
export interface IdleNode extends NodeBase {
  readonly kind: "idle";
  readonly automationId: string;
  readonly name: string;
  readonly why: string;
}

export type CauseNode = EventNode | StartNode | RunNode | StepNode | IdleNode;

/** What led to something, and what came of it: one tree from its root. */
export interface CauseTree {
  readonly root: CauseNode;
  /** The node that was asked about. */
  readonly focus: string;
  /** It was too deep or too wide to be shown whole. */
  readonly isCut: boolean;
  /** A run in it is under way. */
  readonly isLive: boolean;
}

/** Every node with its depth, a parent before its children. */
export function flatten(
  node: CauseNode,
  depth = 0,
): { readonly node: CauseNode; readonly depth: number }[] {
  return [{ node, depth }, ...node.children.flatMap((child) => flatten(child, depth + 1))];
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

/** The event itself and what led to it in this tab, nearest first. */
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

/** The nearest event of the same story that the server has stored: itself, a cause, or an effect. `null`: all of it stayed in this tab. */
export function storedRelative(
  log: Pick<MeshLog, "find" | "entries">,
  event: MeshEvent,
): number | null {
  for (const { seq } of ancestorsOf(log, event)) if (seq !== null) return seq;
  const story = new Set([event.id]);
  for (const { event: later } of log.entries()) {
    if (!later.causationId || !story.has(later.causationId)) continue;
    if (later.seq !== null) return later.seq;
    story.add(later.id);
  }
  return null;
}

/**
 * Joins what stayed in this tab to what the server knows: a click above the event that it caused, and what was
 * published here in answer. `tree` is `null` where nothing of the story was stored. Pure.
 */
export function joinLocal(
  tree: CauseTree | null,
  log: Pick<MeshLog, "find" | "entries">,
  focused: MeshEvent,
): CauseTree {
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
  const grow = (node: CauseNode, depth = 0): CauseNode => {
    const children = node.children.map((child) => grow(child, depth + 1));
    if (node.kind !== "event") return { ...node, children };
    const fresh = (effects.get(node.id) ?? []).filter(({ id }) => !known.has(id));
    const room = depth < MAX_DEPTH ? fresh.slice(0, MAX_LOCAL - added) : [];
    added += room.length;
    for (const { id } of room) known.add(id);
    const isShort = room.length < fresh.length;
    isCut ||= isShort;
    const more = room.map((event) => grow({ ...localNode(event), lostCause: null }, depth + 1));
    return { ...node, children: [...children, ...more], isCut: node.isCut || isShort };
  };
  const top = ancestorsOf(log, focused).at(-1) ?? focused;
  let root = tree?.root ?? localNode(top);
  const lost = tree && root.kind === "event" ? root.lostCause : null;
  const cause = lost === null ? undefined : log.find(lost)?.event;
  if (cause && !known.has(cause.id)) {
    root = ancestorsOf(log, cause).reduce<CauseNode>((below, event) => {
      known.add(event.id);
      return {
        ...localNode(event),
        children: [{ ...below, ...(below.kind === "event" ? { lostCause: null } : {}) }],
      };
    }, root);
  }
  known.add(top.id);
  const whole = grow(root);
  const focus = flatten(whole).find(({ node }) => node.kind === "event" && node.id === focused.id);
  return {
    root: whole,
    focus: focus?.node.key ?? tree?.focus ?? whole.key,
    isCut,
    isLive: tree?.isLive ?? false,
  };
}
