import type { TracedEvent, TracedRun, TracedStep } from "@/lib/db/trace";
import type {
  TraceNode,
  EventNode,
  RunNode,
  StartNode,
  StepNode,
} from "@/lib/mesh/browser/trace-tree";

/** A mutable node, used while its tree is built. */
export type DraftNode<Node extends TraceNode = TraceNode> = Node extends TraceNode
  ? Omit<Node, "children" | "isCut"> & { children: DraftNode[]; isCut: boolean }
  : never;

/** Names of the workspace's members by user id, and labels of event types. */
export interface TraceNames {
  readonly people: ReadonlyMap<string, string>;
  readonly titleOf: (eventType: string) => string | null;
}

const iso = (time: Date | null) => time?.toISOString() ?? null;
const EMPTY = () => ({ children: [], isCut: false });

export const runKey = (id: string) => `run:${id}`;
export const eventKey = (seq: number) => `event:${seq}`;
export const stepKey = ({ runId, key }: { runId: string; key: string }) => `step:${runId}/${key}`;

export const toEventNode = (
  row: TracedEvent,
  { people, titleOf }: TraceNames,
): DraftNode<EventNode> => ({
  kind: "event",
  key: eventKey(row.seq),
  id: row.id,
  seq: row.seq,
  type: row.type,
  title: titleOf(row.type),
  subject: row.subject,
  origin: row.origin,
  time: row.time.toISOString(),
  by: row.actorKind === "user" ? (people.get(row.actorId) ?? null) : null,
  lostCause: null,
  where: "log",
  ...EMPTY(),
});

/** Event that retention removed from the log, rebuilt from the run that it started. */
export const toGoneEvent = (run: TracedRun, { titleOf }: TraceNames): DraftNode<EventNode> => ({
  kind: "event",
  key: `gone:${run.trigger.id}`,
  id: run.trigger.id,
  seq: null,
  type: run.trigger.type,
  title: titleOf(run.trigger.type),
  subject: run.trigger.subject ?? null,
  origin: run.trigger.origin as EventNode["origin"], // it was copied from an event
  time: run.trigger.time,
  by: null,
  lostCause: null,
  where: "gone",
  ...EMPTY(),
});

/** Start of a run that no event started. */
export const toStart = (run: TracedRun, { people }: TraceNames): DraftNode<StartNode> => ({
  kind: "start",
  key: `start:${run.id}`,
  how: run.trigger.type === "automation.started" ? "manual" : "schedule",
  time: run.trigger.time,
  by: run.startedBy === null ? null : (people.get(run.startedBy) ?? null),
  ...EMPTY(),
});

export const toRunNode = (run: TracedRun, { people }: TraceNames): DraftNode<RunNode> => ({
  kind: "run",
  key: runKey(run.id),
  id: run.id,
  automationId: run.automationId,
  name: run.name,
  version: run.version,
  status: run.status,
  reason: run.reason,
  isAgain: run.eventSeq !== null && run.startedBy !== null,
  by: run.startedBy === null ? null : (people.get(run.startedBy) ?? null),
  createdAt: run.createdAt.toISOString(),
  startedAt: iso(run.startedAt),
  finishedAt: iso(run.finishedAt),
  ...EMPTY(),
});

export const toStepNode = (step: TracedStep): DraftNode<StepNode> => ({
  kind: "step",
  key: stepKey(step),
  runId: step.runId,
  step: step.key,
  does: step.kind,
  status: step.status,
  reason: step.reason,
  startedAt: iso(step.startedAt),
  finishedAt: iso(step.finishedAt),
  ...EMPTY(),
});

/** Lists a node and all nodes below it. */
export function everyNode(node: DraftNode): DraftNode[] {
  return [node, ...node.children.flatMap(everyNode)];
}
