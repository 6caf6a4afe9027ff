import {
  emitterOf,
  eventNear,
  eventsAt,
  tracedRun,
  type CausedRow,
  type TracedRun,
} from "@/lib/db/causes";
import { listConnections } from "@/lib/db/connections";
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
  type Growing,
  type People,
} from "./tree";

const MAX_HEIGHT = 24;
/** How far from an effect its cause is looked for by id, in places of the log. */
const SEARCH_WINDOW = { before: 2000, after: 200 };

/** What the making of a tree looks things up by. */
export interface TraceReader {
  readonly context: Context;
  readonly people: People;
  /** Sources from which steps of ours may have been told by the provider. */
  readonly sources: readonly string[];
}

export async function traceReader(context: Context): Promise<TraceReader> {
  const { services, user, workspaceId } = context;
  return services.db.withUser(user, async (trx) => {
    const members = await listMembers(trx, workspaceId);
    const connections = await listConnections(trx, workspaceId);
    return {
      context,
      people: new Map(members.map(({ userId, name, email }) => [userId, name || email])),
      sources: connections.map(({ provider, livemode, accountId }) =>
        providerSource(provider, livemode, accountId),
      ),
    };
  });
}

/** The way from the root to what was asked about; it is shown however much else is left out. */
export interface Ancestors {
  readonly root: Growing;
  readonly keys: ReadonlySet<string>;
  readonly runs: readonly string[];
  readonly events: readonly CausedRow[];
}

/** The run and step that an event names as its cause: `run:<id>/<step>`. */
export function namedRun(cause: string | null): { runId: string; key: string | null } | null {
  const found = /^run:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?:\/(.*))?$/s.exec(cause ?? "");
  return found?.[1] ? { runId: found[1], key: found[2] ?? null } : null;
}

interface Place {
  readonly event: CausedRow | null;
  readonly run: TracedRun | null;
}

class AncestorTrace {
  readonly keys = new Set<string>();
  readonly runs: string[] = [];
  readonly events: CausedRow[] = [];
  readonly #reader: TraceReader;

  constructor(reader: TraceReader) {
    this.#reader = reader;
  }

  /** The run whose step published an event, also where the provider's webhook was first to tell. */
  async #runBehind(event: CausedRow): Promise<TracedRun | undefined> {
    const { services, user, workspaceId } = this.#reader.context;
    return services.db.withUser(user, async (trx) => {
      const place = namedRun(event.causationId) ?? (await emitterOf(trx, workspaceId, event.id));
      if (!place) return undefined;
      if (place.key !== null) this.keys.add(stepKey({ runId: place.runId, key: place.key }));
      return tracedRun(trx, workspaceId, place.runId);
    });
  }

  /** What stands directly above, or the root. */
  async #aboveEvent(event: CausedRow): Promise<Place | Growing> {
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
    return { ...toEventNode(event, this.#reader.people), lostCause: causationId };
  }

  async #aboveRun(run: TracedRun): Promise<Place | Growing> {
    const { services, workspaceId } = this.#reader.context;
    const { people } = this.#reader;
    const children = [toRunNode(run, people)];
    if (run.eventSeq === null) return { ...toStart(run, people), children };
    const [event] = await eventsAt(services.db, workspaceId, [run.eventSeq]);
    if (!event) return { ...toGoneEvent(run), children };
    return { event, run: null };
  }

  async climb(from: Place): Promise<Growing> {
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
    if (!highest) throw new Error("A climb began nowhere.");
    return { ...toEventNode(highest, this.#reader.people), isCut: true };
  }
}

/** Goes from an event or a run to where its story began. Two reads for each floor, at most 24 floors. */
export async function traceAncestors(reader: TraceReader, from: Place): Promise<Ancestors> {
  const climber = new AncestorTrace(reader);
  const root = await climber.climb(from);
  return { root, keys: climber.keys, runs: climber.runs, events: climber.events };
}
