import { expect, it } from "vitest";

import type { MeshEvent } from "./event";
import { encodeEvents } from "./frames";

const event = (seq: number, kind: MeshEvent["actor"]["kind"]): MeshEvent => ({
  id: `evt_${seq}`,
  type: "stripe.payment.received",
  source: "stripe:test/acct_1",
  time: "2026-11-30T12:00:00.000Z",
  data: { amount: 1200 },
  workspace: "0198c1de-0000-7000-8000-000000000001",
  seq,
  origin: "provider",
  hops: 0,
  actor: { kind, id: "stripe" },
});
const text = (events: readonly MeshEvent[]) => new TextDecoder().decode(encodeEvents(events));

it("sends what happens now, and of the past only the place to go on from", () => {
  const frames = text([event(7, "import"), event(8, "provider"), event(9, "import")]);
  expect(frames.split("\n\n").filter(Boolean)).toEqual([
    "id: 7",
    `id: 8\nevent: mesh\ndata: ${JSON.stringify(event(8, "provider"))}`,
    "id: 9",
  ]);
});
