import { Stripe } from "stripe";

import { createExecutor } from "@/lib/providers/execute";
import { StripeAdapter } from "@/lib/providers/stripe";
import { entryOf, idsOf } from "@/lib/providers/stripe/api/files";
import type { OperationCatalogue } from "@/lib/providers/types";

import { cpuMs, ratio, ROUNDS, type Line, type Row } from "../report.ts";

/** CPU time is counted in milliseconds; a figure must be long against that. */
const REPEATS = 60;
const MODE = { mode: "plan" } as const;
const connection = { id: "c1", provider: "stripe", account: "acct_1", livemode: false };

interface Case {
  readonly key: string;
  readonly input: Readonly<Record<string, unknown>>;
  /** Builds the same request with the SDK. */
  readonly bySdk: () => Promise<unknown>;
}

/** An SDK that builds requests and sends none. */
function createSdk(): Stripe {
  const client = Stripe.createFetchHttpClient();
  const answer = {
    getStatusCode: () => 200,
    getHeaders: () => ({}),
    getRawResponse: () => ({}),
    toStream: () => null,
    toJSON: async () => ({ data: [] }),
  };
  client.makeRequest = async () => answer;
  return new Stripe("sk_test_bench", { httpClient: client, telemetry: false });
}

function caseOf(sdk: Stripe, catalogue: OperationCatalogue, key: string): Case {
  const entry = entryOf(key);
  const example = catalogue.find(key)?.examples[0].input;
  if (!entry || typeof example !== "object" || example === null)
    throw new Error(`${key} has no example.`);
  const input = example as Readonly<Record<string, unknown>>; // examples are objects
  const trail = entry.sdk.split(".");
  const name = trail.pop() ?? "";
  const owner = trail.reduce<object>((at, part) => Reflect.get(at, part) as object, sdk);
  const method = Reflect.get(owner, name) as (...args: unknown[]) => Promise<unknown>; // a generated path
  const names = idsOf(entry);
  const ids = names.map((id) => input[id]);
  const rest = Object.fromEntries(Object.entries(input).filter(([id]) => !names.includes(id)));
  return { key, input, bySdk: async () => method.call(owner, ...ids, { ...rest }) };
}

async function cpuOf(run: () => Promise<unknown>, repeats: number): Promise<number> {
  const before = cpuMs();
  for (let count = 0; count < repeats; count++) await run();
  return ((cpuMs() - before) * 1000) / repeats;
}

/** Looks up and plans every curated operation, against the SDK that builds the same requests. */
export const run: Row = async (say) => {
  const adapter = new StripeAdapter();
  const execute = createExecutor({
    provider: () => adapter,
    credentials: { resolve: async () => ({ pat: "sk_test_bench" }) },
  });
  const sdk = createSdk();
  const { catalogue } = adapter;
  const keys = catalogue.list().filter(({ isCurated }) => isCurated);
  const cases = keys.map(({ key }) => caseOf(sdk, catalogue, key));
  const [ours, floor, cold]: number[][] = [[], [], []];
  for (let round = 0; round <= ROUNDS; round++) {
    say(`catalogue: round ${round} of ${ROUNDS}`);
    let [plans, builds, first] = [0, 0, 0];
    for (const { key, input, bySdk } of cases) {
      const plan = () => execute(connection, key, input, MODE);
      first += await cpuOf(plan, 1); // more operations than are kept, so each is compiled again
      plans += await cpuOf(plan, REPEATS);
      builds += await cpuOf(bySdk, REPEATS);
    }
    if (round === 0) continue; // warm-up
    ours?.push(plans / cases.length);
    floor?.push(builds / cases.length);
    cold?.push(first / cases.length);
  }
  return linesOf(ours ?? [], floor ?? [], cold ?? []);
};

function linesOf(ours: number[], floor: number[], cold: number[]): Line[] {
  const limit = ours.map(() => 50);
  return [
    {
      what: "catalogue, an operation looked up and planned",
      unit: "µs of CPU",
      ours,
      floor,
      ratios: [
        ratio("×floor", ours, floor, { atMost: 1.5 }),
        ratio("×50 µs", ours, limit, { atMost: 1 }),
      ],
    },
    {
      what: "catalogue, … compiled first",
      unit: "µs of CPU",
      ours: cold,
      ratios: [ratio("×floor", cold, floor, null)],
    },
  ];
}
