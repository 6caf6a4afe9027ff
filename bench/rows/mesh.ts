import { createRequire } from "node:module";

import type * as Peer from "eventemitter2";

import { createMesh } from "@/lib/mesh/browser/create-mesh";

import { cpuMs, ratio, ROUNDS, type Line, type Row } from "../report.ts";

// Its types promise named exports, which Node does not find in it.
const { EventEmitter2 } = createRequire(import.meta.url)("eventemitter2") as typeof Peer;

const NAMES = Array.from({ length: 40 }, (_, at) => `stripe.kind${at % 8}.event${at}`);
const PUBLISHES = 20_000;

/** A quarter each: one name, a family, everything, the last two segments. */
function patterns(count: number, all: string): string[] {
  return Array.from({ length: count }, (_, at) => {
    const name = NAMES[at % NAMES.length] ?? "";
    const [first = "", second = "", third = ""] = name.split(".");
    return [name, `${first}.${second}.*`, all, `*.${second}.${third}`][at % 4] ?? "";
  });
}

function perSecond(publish: (name: string, at: number) => void, count: number): number {
  const started = cpuMs();
  for (let at = 0; at < count; at++) publish(NAMES[at % NAMES.length] ?? "", at);
  return (count / (cpuMs() - started)) * 1000;
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
  const source = "bench";
  return {
    mesh: (name: string, at: number) => {
      mesh.publish({ type: name, source, data: { id: at, amount: 2000 } });
    },
    emitter: (name: string, at: number) => {
      emitter.emit(name, { id: at, amount: 2000 });
    },
    heard: () => heard,
  };
}

function measure(subscribers: number): Line {
  const ours: number[] = [];
  const peer: number[] = [];
  const { mesh, emitter, heard } = contestants(subscribers);
  const count = Math.round(PUBLISHES / Math.max(1, subscribers / 200));
  perSecond(mesh, count);
  const byMesh = heard();
  perSecond(emitter, count);
  if (heard() !== byMesh * 2) throw new Error("The two did not deliver the same events.");
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(perSecond(mesh, count));
    peer.push(perSecond(emitter, count));
  }
  return {
    what: `mesh, ${subscribers.toLocaleString("en-US")} subscribers`,
    unit: "publishes per CPU second",
    ours,
    peer,
    ratios: [ratio("×peer", ours, peer, subscribers === 1000 ? { atLeast: 1 } : null)],
  };
}

/** The tab's mesh with all it does per event (id, size check, debugger's log) against eventemitter2's bare dispatch. */
export const run: Row = async () => [measure(1000), measure(100), measure(10)];
