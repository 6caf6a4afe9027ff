import {
  eventsCausedBy,
  eventsFrom,
  runsOfEvents,
  stepsOfRuns,
  type CausedRow,
} from "@/lib/db/causes";
import type { EventNode, RunNode, StepNode } from "@/lib/mesh/browser/cause-tree";

import { namedRun, type Ancestors, type TraceReader } from "./trace-ancestors";
import { runKey, stepKey, toEventNode, toRunNode, toStepNode, type Growing } from "./tree";

const MAX_DEPTH = 10;
const MAX = { nodes: 400, runsOfEvent: 20, stepsOfRun: 30, eventsOfFloor: 200 };

type Steps = Map<string, { node: Growing<StepNode>; emitted: string | null }>;

/** Grows a tree floor by floor: events, the runs that they started, their steps, and what those published. */
class DescendantTrace {
  isCut = false;
  #count = 0;
  readonly #keys = new Set<string>();
  readonly #reader: TraceReader;
  readonly #climb: Ancestors;

  constructor(reader: TraceReader, climb: Ancestors) {
    this.#reader = reader;
    this.#climb = climb;
  }

  /** Adds a node under its parent; what is on the way to the focus always finds room. */
  #add(parent: Growing, node: Growing, hasRoom = true): boolean {
    if (this.#keys.has(node.key)) return false;
    const isWay = this.#climb.keys.has(node.key);
    if (!isWay && (!hasRoom || this.#count >= MAX.nodes)) {
      parent.isCut = true;
      this.isCut = true;
      return false;
    }
    this.#keys.add(node.key);
    this.#count++;
    parent.children.push(node);
    return true;
  }

  async #runs(events: readonly Growing<EventNode>[]): Promise<Growing<RunNode>[]> {
    const { context, people } = this.#reader;
    const bySeq = new Map(events.flatMap((node) => (node.seq === null ? [] : [[node.seq, node]])));
    if (bySeq.size === 0) return [];
    const rows = await context.services.db.withUser(context.user, (trx) =>
      runsOfEvents(
        trx,
        context.workspaceId,
        [...bySeq.keys()],
        MAX.runsOfEvent + 1,
        this.#climb.runs,
      ),
    );
    return rows.flatMap((row) => {
      const parent = bySeq.get(row.eventSeq ?? 0);
      const node = toRunNode(row, people);
      const hasRoom = (parent?.children.length ?? 0) < MAX.runsOfEvent;
      return parent && this.#add(parent, node, hasRoom) ? [node] : [];
    });
  }

  async #steps(runs: readonly Growing<RunNode>[]): Promise<Steps> {
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

  /** What runs, steps and events of this floor led to. */
  async #caused(
    events: readonly Growing<EventNode>[],
    runs: readonly Growing<RunNode>[],
    steps: Steps,
  ): Promise<CausedRow[]> {
    const { context, sources } = this.#reader;
    const { services, workspaceId } = context;
    const causes = [
      ...events.map(({ id }) => id),
      ...runs.map(({ id }) => `run:${id}`),
      ...[...steps.values()].map(({ node }) => `run:${node.runId}/${node.step}`),
    ];
    if (causes.length === 0) return [];
    const found = await eventsCausedBy(services.db, workspaceId, causes, MAX.eventsOfFloor + 1);
    if (found.length > MAX.eventsOfFloor) this.isCut = true;
    const named = new Set(found.map(({ id }) => id));
    const emitted = [...steps.values()].flatMap(({ emitted: id }) =>
      id === null || named.has(id) ? [] : [id],
    );
    const told =
      emitted.length === 0 ? [] : await eventsFrom(services.db, workspaceId, emitted, sources);
    const all = [...found.slice(0, MAX.eventsOfFloor), ...told, ...this.#climb.events];
    return all.toSorted((a, b) => a.seq - b.seq);
  }

  async #effects(
    events: readonly Growing<EventNode>[],
    runs: readonly Growing<RunNode>[],
    steps: Steps,
  ): Promise<Growing<EventNode>[]> {
    const parents = new Map<string, Growing>();
    for (const node of events) parents.set(node.id, node);
    for (const node of runs) parents.set(node.key, node);
    const emitters = new Map<string, Growing>();
    for (const { node, emitted } of steps.values()) {
      parents.set(node.key, node);
      if (emitted !== null) emitters.set(emitted, node);
    }
    const parentOf = ({ id, causationId }: CausedRow) => {
      const named = namedRun(causationId);
      if (!named) return emitters.get(id) ?? parents.get(causationId ?? "");
      const step = named.key === null ? undefined : stepKey({ ...named, key: named.key });
      return parents.get(step ?? "") ?? parents.get(runKey(named.runId));
    };
    return (await this.#caused(events, runs, steps)).flatMap((row) => {
      const parent = parentOf(row);
      const node = toEventNode(row, this.#reader.people);
      return parent && this.#add(parent, node) ? [node] : [];
    });
  }

  async grow(): Promise<void> {
    const { root } = this.#climb;
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

/** Lets everything that came of a root grow under it. Four reads for each floor, at most ten floors and 400 nodes. Returns whether anything was left out. */
export async function traceDescendants(reader: TraceReader, climb: Ancestors): Promise<boolean> {
  const grower = new DescendantTrace(reader, climb);
  await grower.grow();
  return grower.isCut || climb.root.isCut;
}
