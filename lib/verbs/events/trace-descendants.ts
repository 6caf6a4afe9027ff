import {
  eventsCausedBy,
  eventsFrom,
  runsOfEvents,
  stepsOfRuns,
  type TracedEvent,
} from "@/lib/db/trace";
import type { EventNode, RunNode, StepNode } from "@/lib/mesh/browser/trace-tree";

import { namedRun, type Ancestors, type TraceReader } from "./trace-ancestors";
import { runKey, stepKey, toEventNode, toRunNode, toStepNode, type DraftNode } from "./tree";

const MAX_DEPTH = 10;
const MAX = { nodes: 400, runsOfEvent: 20, stepsOfRun: 30, eventsPerLevel: 200 };

type Steps = Map<string, { node: DraftNode<StepNode>; emitted: string | null }>;

/** Adds effects level by level: events, the runs that they started, their steps, and the events that these caused. */
class DescendantTrace {
  isCut = false;
  #count = 0;
  readonly #keys = new Set<string>();
  readonly #reader: TraceReader;
  readonly #ancestors: Ancestors;

  constructor(reader: TraceReader, ancestors: Ancestors) {
    this.#reader = reader;
    this.#ancestors = ancestors;
  }

  /** Adds a node to its parent unless the tree is full. Nodes on the path to the focus are always added. */
  #add(parent: DraftNode, node: DraftNode, hasRoom = true): boolean {
    if (this.#keys.has(node.key)) return false;
    const isOnPath = this.#ancestors.keys.has(node.key);
    if (!isOnPath && (!hasRoom || this.#count >= MAX.nodes)) {
      parent.isCut = true;
      this.isCut = true;
      return false;
    }
    this.#keys.add(node.key);
    this.#count++;
    parent.children.push(node);
    return true;
  }

  async #runs(events: readonly DraftNode<EventNode>[]): Promise<DraftNode<RunNode>[]> {
    const { context, names } = this.#reader;
    const bySeq = new Map(events.flatMap((node) => (node.seq === null ? [] : [[node.seq, node]])));
    if (bySeq.size === 0) return [];
    const rows = await context.services.db.withUser(context.user, (trx) =>
      runsOfEvents(trx, context.workspaceId, [...bySeq.keys()], {
        perEvent: MAX.runsOfEvent + 1,
        keep: this.#ancestors.runs,
      }),
    );
    return rows.flatMap((row) => {
      const parent = bySeq.get(row.eventSeq ?? 0);
      const node = toRunNode(row, names);
      const hasRoom = (parent?.children.length ?? 0) < MAX.runsOfEvent;
      return parent && this.#add(parent, node, hasRoom) ? [node] : [];
    });
  }

  async #steps(runs: readonly DraftNode<RunNode>[]): Promise<Steps> {
    const { context } = this.#reader;
    const steps: Steps = new Map();
    if (runs.length === 0) return steps;
    const byId = new Map(runs.map((node) => [node.id, node]));
    const rows = await context.services.db.withUser(context.user, (trx) =>
      stepsOfRuns(trx, context.workspaceId, [...byId.keys()], MAX.stepsOfRun + 1),
    );
    for (const row of rows) {
      const parent = byId.get(row.runId);
      const node = toStepNode(row);
      const hasRoom = (parent?.children.length ?? 0) < MAX.stepsOfRun;
      if (parent && this.#add(parent, node, hasRoom))
        steps.set(node.key, { node, emitted: row.emitted });
    }
    return steps;
  }

  /** Reads the events that the runs, steps and events of this level caused. */
  async #caused(
    events: readonly DraftNode<EventNode>[],
    runs: readonly DraftNode<RunNode>[],
    steps: Steps,
  ): Promise<TracedEvent[]> {
    const { context, sources } = this.#reader;
    const { services, workspaceId } = context;
    const causes = [
      ...events.map(({ id }) => id),
      ...runs.map(({ id }) => `run:${id}`),
      ...[...steps.values()].map(({ node }) => `run:${node.runId}/${node.step}`),
    ];
    if (causes.length === 0) return [];
    const found = await eventsCausedBy(services.db, workspaceId, causes, MAX.eventsPerLevel + 1);
    if (found.length > MAX.eventsPerLevel) this.isCut = true;
    const named = new Set(found.map(({ id }) => id));
    const emitted = [...steps.values()].flatMap(({ emitted: id }) =>
      id === null || named.has(id) ? [] : [id],
    );
    const reported =
      emitted.length === 0 ? [] : await eventsFrom(services.db, workspaceId, emitted, sources);
    const all = [...found.slice(0, MAX.eventsPerLevel), ...reported, ...this.#ancestors.events];
    return all.toSorted((a, b) => a.seq - b.seq);
  }

  async #effects(
    events: readonly DraftNode<EventNode>[],
    runs: readonly DraftNode<RunNode>[],
    steps: Steps,
  ): Promise<DraftNode<EventNode>[]> {
    const parents = new Map<string, DraftNode>();
    for (const node of events) parents.set(node.id, node);
    for (const node of runs) parents.set(node.key, node);
    const emitters = new Map<string, DraftNode>();
    for (const { node, emitted } of steps.values()) {
      parents.set(node.key, node);
      if (emitted !== null) emitters.set(emitted, node);
    }
    const parentOf = ({ id, causationId }: TracedEvent) => {
      const named = namedRun(causationId);
      if (!named) return emitters.get(id) ?? parents.get(causationId ?? "");
      const step = named.key === null ? undefined : stepKey({ ...named, key: named.key });
      return parents.get(step ?? "") ?? parents.get(runKey(named.runId));
    };
    return (await this.#caused(events, runs, steps)).flatMap((row) => {
      const parent = parentOf(row);
      const node = toEventNode(row, this.#reader.names);
      return parent && this.#add(parent, node) ? [node] : [];
    });
  }

  async trace(): Promise<void> {
    const { root } = this.#ancestors;
    this.#keys.add(root.key);
    let events = root.kind === "event" && root.where === "log" ? [root] : [];
    let runs = root.children.filter((node) => node.kind === "run");
    for (const { key } of runs) this.#keys.add(key);
    for (let depth = 0; depth < MAX_DEPTH; depth++) {
      runs = [...runs, ...(await this.#runs(events))];
      const steps = await this.#steps(runs);
      events = await this.#effects(events, runs, steps);
      if (events.length === 0) return;
      runs = [];
    }
    for (const node of events) node.isCut = true;
    this.isCut = true;
  }
}

/** Adds all effects below the root. Four reads per level, at most ten levels and 400 nodes. Returns true if nodes were cut. */
export async function traceDescendants(
  reader: TraceReader,
  ancestors: Ancestors,
): Promise<boolean> {
  const tracer = new DescendantTrace(reader, ancestors);
  await tracer.trace();
  return tracer.isCut || ancestors.root.isCut;
}
