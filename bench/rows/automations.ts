import { dispatchAll } from "@/lib/worker/dispatch";

import {
  backtestRates,
  dispatchCost,
  publish,
  sendLatencies,
  stepsPerSecond,
  STORED,
} from "../automation-measures.ts";
import { startAutomations, type BenchAutomations, type Place } from "../automations.ts";
import { quantile, ratio, ROUNDS, type Line, type Row } from "../report.ts";

const tell = (id: string) => ({ id, publish: "bench.done", with: { of: "{{event.subject}}" } });

/** Where the worker is and how the events come. */
const LATENCIES = [
  ["sent", ["here", "steady"]],
  ["rest", ["here", "at rest"]],
  ["apart", ["apart", "at rest"]],
] as const;

type Found = Record<
  | "one"
  | "two"
  | "sent50"
  | "sent95"
  | "rest50"
  | "rest95"
  | "apart50"
  | "apart95"
  | "none"
  | "ten"
  | "many"
  | "test"
  | "read",
  number[]
>;

async function round(
  bench: BenchAutomations,
  places: Record<string, Place>,
  at: number,
  keep: Partial<Found>,
) {
  const { busy, none, ten, many, stored } = places as Record<
    "busy" | "none" | "ten" | "many" | "stored",
    Place
  >;
  const push = (name: keyof Found, value: number) => keep[name]?.push(value);
  push("one", await stepsPerSecond(bench, busy, `one${at}`, 1));
  push("two", await stepsPerSecond(bench, busy, `two${at}`, 2));
  for (const [name, how] of LATENCIES) {
    const sent = await sendLatencies(bench, busy, `${name}${at}`, how);
    push(`${name}50`, quantile(sent, 0.5));
    push(`${name}95`, quantile(sent, 0.95));
  }
  push("none", await dispatchCost(bench, none, `none${at}`));
  push("ten", await dispatchCost(bench, ten, `ten${at}`));
  push("many", await dispatchCost(bench, many, `many${at}`));
  const [test, read] = await backtestRates(bench, stored);
  push("test", test);
  push("read", read);
}

/** Five workspaces: a busy one, three that only differ in how many automations listen, and one with history. */
async function furnish(bench: BenchAutomations, say: (message: string) => void) {
  const places: Record<string, Place> = {};
  for (const name of ["busy", "none", "ten", "many", "stored"])
    places[name] = await bench.signUp(name);
  const { busy, ten, many, stored } = places as Record<"busy" | "ten" | "many" | "stored", Place>;
  await bench.enable(busy, "fired", "bench.fired", [tell("a"), tell("b"), tell("c")]);
  const body = { subject: "{{event.subject}}" };
  const http = { method: "POST", url: bench.address, body };
  await bench.enable(busy, "called", "bench.called", [{ id: "call", http }]);
  for (let at = 0; at < 10; at++)
    await bench.enable(ten, `other ${at}`, `bench.other${at}`, [tell("a")]);
  say("enabling 1,000 automations");
  for (let at = 0; at < 1000; at++)
    await bench.enable(many, `other ${at}`, `bench.other${at}`, [tell("a")]);
  await publish(bench, stored, "stored", "bench.ignored", STORED);
  await dispatchAll(bench.services);
  return places;
}

function report(found: Found): Line[] {
  const against = (
    what: string,
    unit: string,
    [ours, other]: readonly [keyof Found, keyof Found],
    as: "peer" | "floor",
  ): Line => ({
    what,
    unit,
    ours: found[ours],
    [as]: found[other],
    ratios: [ratio(`×${as}`, found[ours], found[other], null)],
  });
  return [
    against("event → first step sent, p50 (floor: at rest)", "ms", ["sent50", "rest50"], "floor"),
    against("event → first step sent, p95 (floor: at rest)", "ms", ["sent95", "rest95"], "floor"),
    against(
      "… at rest, worker in a process of its own, p50 (floor: in the same)",
      "ms",
      ["apart50", "rest50"],
      "floor",
    ),
    against(
      "… at rest, worker in a process of its own, p95 (floor: in the same)",
      "ms",
      ["apart95", "rest95"],
      "floor",
    ),
    against("steps without requests, two workers (floor: one)", "steps/s", ["two", "one"], "floor"),
    against("dispatch per event, 10 automations (floor: none)", "ms", ["ten", "none"], "floor"),
    against("dispatch per event, 1,000 automations (floor: 10)", "ms", ["many", "ten"], "floor"),
    against(
      "back-test of 10,000 stored events (floor: reading them)",
      "events/s",
      ["test", "read"],
      "floor",
    ),
  ];
}

/** Automations from event to step, on a real Postgres; the workers are processes of their own. */
export const run: Row = async (say) => {
  const bench = await startAutomations();
  const found: Found = {
    one: [],
    two: [],
    sent50: [],
    sent95: [],
    rest50: [],
    rest95: [],
    apart50: [],
    apart95: [],
    none: [],
    ten: [],
    many: [],
    test: [],
    read: [],
  };
  try {
    const places = await furnish(bench, say);
    await round(bench, places, -1, {}); // warming up
    for (let at = 0; at < ROUNDS; at++) await round(bench, places, at, found);
    return report(found);
  } finally {
    await bench.stop();
  }
};
