import { listConnections } from "@/lib/db/connections";
import {
  emitterOf,
  eventNear,
  eventsAt,
  tracedRun,
  type TracedEvent,
  type TracedRun,
} from "@/lib/db/trace";
import { listMembers } from "@/lib/db/workspaces";
import { providerSource } from "@/lib/mesh/event";

import type { Context } from "../types";
import {
  eventKey,
  runKey,
  stepKey,
  toEventNode,
  toGoneEvent,
  toRunNode,
  toStart,
  type DraftNode,
  type TraceNames,
} from "./tree";

const MAX_HEIGHT = 24;
/** Range of log positions around an effect in which its cause is searched by id. */
const SEARCH_WINDOW = { before: 2000, after: 200 };

/** Everything that is needed to read a trace. */
export interface TraceReader {
  readonly context: Context;
  readonly names: TraceNames;
  /** Event sources of the connected accounts, whose webhooks may report the effect of a step. */
  readonly sources: readonly string[];
}

export async function traceReader(context: Context): Promise<TraceReader> {
  const { services, user, workspaceId } = context;
  return services.db.withUser(user, async (trx) => {
    const members = await listMembers(trx, workspaceId);
    const connections = await listConnections(trx, workspaceId);
    return {
      context,
      names: {
        people: new Map(members.map(({ userId, name, email }) => [userId, name || email])),
        titleOf: (type) => services.catalogue.events.get(type)?.title ?? null,
      },
      sources: connections.map(({ provider, livemode, accountId }) =>
        providerSource(provider, livemode, accountId),
      ),
    };
  });
}

/** Path from the root to the requested node. It is always shown, even if other nodes are cut. */
export interface Ancestors {
  readonly root: DraftNode;
  readonly keys: ReadonlySet<string>;
  readonly runs: readonly string[];
  readonly events: readonly TracedEvent[];
}

/** Parses the cause of an event: `run:<id>/<step>`. */
export function namedRun(cause: string | null): { runId: string; key: string | null } | null {
  const found = /^run:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/(.*))?$/s.exec(cause ?? "");
  return found?.[1] ? { runId: found[1], key: found[2] ?? null } : null;
}

interface Place {
  readonly event: TracedEvent | null;
  readonly run: TracedRun | null;
}

class AncestorTrace {
  readonly keys = new Set<string>();
  readonly runs: string[] = [];
  readonly events: TracedEvent[] = [];
  readonly #reader: TraceReader;

  constructor(reader: TraceReader) {
    this.#reader = reader;
  }

  /** Finds the run whose step caused an event, even if the provider's webhook reported it first. */
  async #runBehind(event: TracedEvent): Promise<TracedRun | undefined> {
    const { services, user, workspaceId } = this.#reader.context;
    return services.db.withUser(user, async (trx) => {
      const place = namedRun(event.causationId) ?? (await emitterOf(trx, workspaceId, event.id));
      if (!place) return undefined;
      if (place.key !== null) this.keys.add(stepKey({ runId: place.runId, key: place.key }));
      return tracedRun(trx, workspaceId, place.runId);
    });
  }

  /** Returns the direct cause, or the finished root node. */
  async #aboveEvent(event: TracedEvent): Promise<Place | DraftNode> {
    const { services, workspaceId } = this.#reader.context;
    const run = await this.#runBehind(event);
    if (run && !this.keys.has(runKey(run.id))) return { event: null, run };
    const { causationId, seq } = event;
    const cause =
      causationId === null || run
        ? undefined
        : await eventNear(services.db, workspaceId, causationId, [
            seq - SEARCH_WINDOW.before,
            seq + SEARCH_WINDOW.after,
          ]);
    if (cause && !this.keys.has(eventKey(cause.seq))) return { event: cause, run: null };
    return { ...toEventNode(event, this.#reader.names), lostCause: causationId };
  }

  async #aboveRun(run: TracedRun): Promise<Place | DraftNode> {
    const { services, workspaceId } = this.#reader.context;
    const { names } = this.#reader;
    const children = [toRunNode(run, names)];
    if (run.eventSeq === null) return { ...toStart(run, names), children };
    const [event] = await eventsAt(services.db, workspaceId, [run.eventSeq]);
    if (!event) return { ...toGoneEvent(run, names), children };
    return { event, run: null };
  }

  async trace(from: Place): Promise<DraftNode> {
    let place = from;
    for (let height = 0; height < MAX_HEIGHT; height++) {
      const { event, run } = place;
      if (event) {
        this.keys.add(eventKey(event.seq));
        this.events.push(event);
      }
      if (run) {
        this.keys.add(runKey(run.id));
        this.runs.push(run.id);
      }
      const above = run ? await this.#aboveRun(run) : event && (await this.#aboveEvent(event));
      if (above && "kind" in above) return above;
      if (!above) break;
      place = above;
    }
    const highest = this.events.at(-1);
    if (!highest) throw new Error("A trace has no starting event.");
    return { ...toEventNode(highest, this.#reader.names), isCut: true };
  }
}

/** Follows causes from an event or a run to the first one. Two reads per level, at most 24 levels. */
export async function traceAncestors(reader: TraceReader, from: Place): Promise<Ancestors> {
  const tracer = new AncestorTrace(reader);
  const root = await tracer.trace(from);
  return { root, keys: tracer.keys, runs: tracer.runs, events: tracer.events };
}
