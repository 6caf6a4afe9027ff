import type { CausedRow, TracedRun, TracedStep } from "@/lib/db/causes";
import type {
  CauseNode,
  EventNode,
  RunNode,
  StartNode,
  StepNode,
} from "@/lib/mesh/browser/cause-tree";

/** A node while its tree is made. */
export type Growing<Node extends CauseNode = CauseNode> = Node extends CauseNode
  ? Omit<Node, "children" | "isCut"> & { children: Growing[]; isCut: boolean }
  : never;

/** Names of the workspace's people, by id. */
export type People = ReadonlyMap<string, string>;

const iso = (time: Date | null) => time?.toISOString() ?? null;
const EMPTY = () => ({ children: [], isCut: false });

export const runKey = (id: string) => `run:${id}`;
export const eventKey = (seq: number) => `event:${seq}`;
export const stepKey = ({ runId, key }: { runId: string; key: string }) => `step:${runId}/${key}`;

export const toEventNode = (row: CausedRow, people: People): Growing<EventNode> => ({
  kind: "event",
  key: eventKey(row.seq),
  id: row.id,
  seq: row.seq,
  type: row.type,
  subject: row.subject,
  origin: row.origin,
  time: row.time.toISOString(),
  by: row.actorKind === "user" ? (people.get(row.actorId) ?? null) : null,
  lostCause: null,
  where: "log",
  ...EMPTY(),
});

/** The event of a run as the run remembers it, after retention has removed it from the log. */
export const toGoneEvent = (run: TracedRun): Growing<EventNode> => ({
  kind: "event",
  key: `gone:${run.trigger.id}`,
  id: run.trigger.id,
  seq: null,
  type: run.trigger.type,
  subject: run.trigger.subject ?? null,
  origin: run.trigger.origin as EventNode["origin"], // it was copied from an event
  time: run.trigger.time,
  by: null,
  lostCause: null,
  where: "gone",
  ...EMPTY(),
});

/** What began a run without an event. */
export const toStart = (run: TracedRun, people: People): Growing<StartNode> => ({
  kind: "start",
  key: `start:${run.id}`,
  how: run.trigger.type === "automation.started" ? "manual" : "schedule",
  time: run.trigger.time,
  by: run.startedBy === null ? null : (people.get(run.startedBy) ?? null),
  ...EMPTY(),
});

export const toRunNode = (run: TracedRun, people: People): Growing<RunNode> => ({
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

export const toStepNode = (step: TracedStep): Growing<StepNode> => ({
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

/** Every node below one, itself first. */
export function everyNode(node: Growing): Growing[] {
  return [node, ...node.children.flatMap(everyNode)];
}
