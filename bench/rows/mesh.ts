import { createRequire } from "node:module";

import type * as Peer from "eventemitter2";

import { TopicIndex } from "@/lib/core/topics";
import { createMesh } from "@/lib/mesh/browser/create-mesh";

import { cpuMs, ratio, ROUNDS, type Line, type Row } from "../report.ts";

// Its types promise named exports, which Node does not find in it.
const { EventEmitter2 } = createRequire(import.meta.url)("eventemitter2") as typeof Peer;

const NAMES = Array.from({ length: 40 }, (_, at) => `stripe.kind${at % 8}.event${at}`);
/** Publishes of one slice, long against the millisecond that CPU time is counted in; all take turns, ten slices each per round. */
const PUBLISHES = 50_000;
const SLICES = 10;

/** A quarter each: one name, a family, everything, the last two segments. */
function patterns(count: number, all: string): string[] {
  return Array.from({ length: count }, (_, at) => {
    const name = NAMES[at % NAMES.length] ?? "";
    const [first = "", second = "", third = ""] = name.split(".");
    return [name, `${first}.${second}.*`, all, `*.${second}.${third}`][at % 4] ?? "";
  });
}

type Publish = (name: string, at: number) => void;

function timeOf(publish: Publish, count: number): number {
  const started = cpuMs();
  for (let at = 0; at < count; at++) publish(NAMES[at % NAMES.length] ?? "", at);
  return cpuMs() - started;
}

/** Publishes per second of each, in turns. */
function inTurns(publishers: readonly Publish[], count: number): number[] {
  const times = publishers.map(() => 0);
  for (let slice = 0; slice < SLICES; slice++)
    for (const [at, publish] of publishers.entries())
      times[at] = (times[at] ?? 0) + timeOf(publish, count);
  return times.map((ms) => ((count * SLICES) / ms) * 1000);
}

function contestants(subscribers: number) {
  let heard = 0;
  const listen = () => {
    heard += 1;
  };
  const mesh = createMesh({ workspace: "w", user: "u" });
  for (const pattern of patterns(subscribers, "**")) mesh.subscribe(pattern, listen);
  const emitter = new EventEmitter2({ wildcard: true, maxListeners: 0 });
  for (const pattern of patterns(subscribers, "**")) emitter.on(pattern, listen);
  const index = new TopicIndex<(data: object) => void>();
  for (const pattern of patterns(subscribers, "**")) index.subscribe(pattern, listen);
  const source = "bench";
  return {
    mesh: (name: string, at: number) => {
      mesh.publish({ type: name, source, data: { id: at, amount: 2000 } });
    },
    emitter: (name: string, at: number) => {
      emitter.emit(name, { id: at, amount: 2000 });
    },
    index: (name: string, at: number) => {
      for (const hear of index.match(name)) hear({ id: at, amount: 2000 });
    },
    heard: () => heard,
  };
}

function measure(subscribers: number): Line[] {
  const ours: number[] = [];
  const alone: number[] = [];
  const peer: number[] = [];
  const { mesh, index, emitter, heard } = contestants(subscribers);
  const count = Math.round(PUBLISHES / Math.max(1, subscribers / 200));
  timeOf(mesh, count);
  const byMesh = heard();
  timeOf(emitter, count);
  if (heard() !== byMesh * 2) throw new Error("The two did not deliver the same events.");
  for (let round = 0; round < ROUNDS; round++) {
    const [byUs = Number.NaN, byPeer = Number.NaN, byIndex = Number.NaN] = inTurns(
      [mesh, emitter, index],
      count,
    );
    alone.push(byIndex);
    ours.push(byUs);
    peer.push(byPeer);
  }
  const line = (what: string, figures: number[], judged: boolean): Line => ({
    what: `${what}, ${subscribers.toLocaleString("en-US")} subscribers`,
    unit: "publishes per CPU second",
    ours: figures,
    peer,
    ratios: [ratio("×peer", figures, peer, judged ? { atLeast: 1 } : null)],
  });
  const whole = line("mesh", ours, subscribers === 1000);
  return subscribers === 1000 ? [whole, line("… dispatch alone", alone, false)] : [whole];
}

/** The tab's mesh with all it does per event (id, size check, debugger's log) against eventemitter2's bare dispatch. */
export const run: Row = async () => [1000, 100, 10].flatMap(measure);
