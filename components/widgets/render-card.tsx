import { act, render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { renderToString } from "react-dom/server";
import { SWRConfig } from "swr";
import { vi } from "vitest";

import { MeshContext } from "@/components/mesh/mesh-context";
import { ToastProvider } from "@/components/ui/toast";
import { matchTopic } from "@/lib/core/topics";
import type { BrowserMesh, LocalEvent } from "@/lib/mesh/browser/types";
import type { MeshEvent } from "@/lib/mesh/event";
import type { WidgetData, WidgetInstance, WidgetRow } from "@/lib/widgets/data";
import { parseDefinition } from "@/lib/widgets/parse-definition";

import { WidgetCard } from "./widget-card";

/** A mesh that delivers at once and remembers what was published. */
function fakeMesh() {
  const published: LocalEvent[] = [];
  const handlers = new Set<{ pattern: string; handler: (event: MeshEvent) => void }>();
  const deliver = (event: LocalEvent & Partial<MeshEvent>): MeshEvent => {
    const full: MeshEvent = {
      id: crypto.randomUUID(),
      time: new Date().toISOString(),
      workspace: "w",
      seq: null,
      origin: "ui",
      hops: 0,
      actor: { kind: "user", id: "u" },
      ...event,
    };
    act(() => {
      for (const { pattern, handler } of handlers)
        if (matchTopic(pattern, full.type)) handler(full);
    });
    return full;
  };
  const mesh: BrowserMesh = {
    publish: (event) => {
      published.push(event);
      return deliver(event);
    },
    subscribe: (pattern, handler) => {
      const entry = { pattern, handler };
      handlers.add(entry);
      return () => handlers.delete(entry);
    },
  };
  return { mesh, published, deliver };
}

/** Data as the server answers it. */
export function dataOf(rows: WidgetRow[], more: Partial<WidgetData> = {}): WidgetData {
  return {
    rows,
    fetched: rows.length,
    hasMore: false,
    asOf: new Date().toISOString(),
    livemode: null,
    timeZone: "UTC",
    currency: null,
    diagnostics: [],
    ...more,
  };
}

type Answer =
  | WidgetData
  | { status: number; error: Record<string, unknown> }
  | "offline"
  | "pending";

/** Answers every fetch with the current answer; `set` changes it. */
export function fakeServer(first: Answer) {
  let answer = first;
  const requests: string[] = [];
  const fetchMock = vi.fn<(url: string) => Promise<Response>>(async (url) => {
    requests.push(url);
    if (answer === "pending") return new Promise(() => {});
    if (answer === "offline") throw new TypeError("fetch failed");
    if ("error" in answer) return Response.json({ error: answer.error }, { status: answer.status });
    return Response.json(answer);
  });
  vi.stubGlobal("fetch", fetchMock);
  return {
    requests,
    set: (next: Answer) => {
      answer = next;
    },
  };
}

interface CardOptions {
  definition: unknown;
  initialData?: WidgetData;
  instance?: Partial<WidgetInstance>;
  unconnected?: string;
}

function cardOf(
  { definition, initialData, instance = {}, unconnected }: CardOptions,
  mesh: BrowserMesh,
) {
  const full: WidgetInstance = {
    id: "w1",
    type: "stripe-payments",
    parsed: parseDefinition(definition),
    provider: "stripe",
    connectionId: "c1",
    ...instance,
  };
  return (
    <SWRConfig value={{ provider: () => new Map(), dedupingInterval: 0 }}>
      <MeshContext value={mesh}>
        <ToastProvider>
          <WidgetCard instance={full} initialData={initialData} unconnected={unconnected} />
        </ToastProvider>
      </MeshContext>
    </SWRConfig>
  );
}

/** Draws a card with its own cache and mesh. */
export function renderCard(options: CardOptions) {
  const { mesh, published, deliver } = fakeMesh();
  const view = render(cardOf(options, mesh));
  return { ...view, published, deliver, user: userEvent.setup() };
}

/** The card as the server sends it. */
export const htmlOf = (options: CardOptions): string =>
  renderToString(cardOf(options, fakeMesh().mesh));
