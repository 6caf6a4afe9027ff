import { render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { SWRConfig } from "swr";
import { vi } from "vitest";

import type { PlainCatalogue } from "@/lib/automations/form/catalogue";
import type { DefinitionIssue } from "@/lib/core/definition-issues";

import type { Checkup, ConnectionChoice, EditorActions, SavedAutomation } from "../types";
import { Editor } from "./editor";

const catalogue: PlainCatalogue = {
  operations: [
    {
      name: "chat.messages.post",
      provider: "chat",
      title: "Post a message",
      description: "Writes to a channel.",
      effect: "write",
      movesMoney: false,
      fields: [
        {
          name: "text",
          title: "Text",
          description: "",
          required: true,
          type: "text",
          options: [],
        },
        {
          name: "thread",
          title: "Thread",
          description: "",
          required: false,
          type: "text",
          options: [],
        },
      ],
      outputs: [{ path: "ts", sample: "1.2" }],
    },
    {
      name: "chat.rooms.invite",
      provider: "chat",
      title: "Invite to a room",
      description: "",
      effect: "write",
      movesMoney: false,
      fields: [
        {
          name: "room",
          title: "Room",
          description: "",
          required: true,
          type: "text",
          options: [],
          choices: { needs: [] },
        },
        {
          name: "seat",
          title: "Seat",
          description: "",
          required: false,
          type: "text",
          options: [],
          choices: { needs: ["room"] },
        },
      ],
      outputs: [],
    },
    {
      name: "shop.refunds.create",
      provider: "shop",
      title: "Refund a payment",
      description: "",
      effect: "destructive",
      movesMoney: true,
      fields: [
        {
          name: "amount",
          title: "Amount",
          description: "In the smallest unit.",
          required: true,
          type: "number",
          options: [],
        },
      ],
      outputs: [],
    },
  ],
  further: [],
  events: [
    {
      type: "shop.payment.received",
      provider: "shop",
      title: "Payment received",
      description: "",
      fields: ["amount", "currency"],
      sample: { amount: 5000, currency: "usd", items: [{ price: 5, name: "Tea" }] },
      lastAt: "2026-11-01T00:00:00.000Z",
    },
  ],
  enrichments: [{ name: "customer", provider: "shop", fields: ["email"] }],
  stepKinds: [
    { kind: "use", title: "App action", description: "" },
    { kind: "publish", title: "Publish an event", description: "" },
    { kind: "delay", title: "Delay", description: "" },
    { kind: "branch", title: "Condition", description: "" },
    { kind: "forEach", title: "For each", description: "" },
  ],
};

export const definition = {
  schema: 1,
  name: "Tell",
  on: { event: "shop.payment.received", where: { "data.amount": { gte: 5000 } } },
  steps: [
    { id: "message", use: "chat.messages.post", with: { text: "Paid" } },
    { id: "pause", delay: "15m" },
  ],
};

/** A connected account of the chat. */
export const SHOP: ConnectionChoice = {
  id: "c1",
  provider: "chat",
  label: "Northwind",
  timeZone: "Asia/Tokyo",
  needsReauth: false,
};

export const good: Checkup = {
  ok: true,
  issues: [],
  warnings: [],
  sentence: "When a payment is received, post a message.",
  tried: [],
  firings: [],
};

/** Draws the editor around a definition, over actions that answer at once. */
export function setUp({
  issues = [],
  automation = null,
  canEdit = true,
  initial = definition,
  connections = [],
  further = [],
}: {
  issues?: DefinitionIssue[];
  automation?: SavedAutomation | null;
  canEdit?: boolean;
  initial?: unknown;
  connections?: ConnectionChoice[];
  /** Providers with further operations. */
  further?: string[];
} = {}) {
  const save = vi.fn(
    (..._said: Parameters<EditorActions["save"]>): ReturnType<EditorActions["save"]> =>
      Promise.resolve({ ok: true, value: { id: "a1", version: 2, changed: true } }),
  );
  const none = () => Promise.resolve({ ok: false as const, code: "internal", message: "No." });
  const actions: EditorActions = {
    check: () => Promise.resolve({ ok: true, value: { ...good, ok: issues.length === 0, issues } }),
    save,
    restore: none,
    backtest: () =>
      Promise.resolve({
        ok: true,
        value: {
          events: 9,
          cut: null,
          runs: 2,
          totals: { "chat.messages.post": 2 },
          lost: null,
          sample: [],
        },
      }),
    remove: none,
    allow: none,
    start: none,
    enable: none,
    disable: none,
  };
  render(
    <SWRConfig value={{ provider: () => new Map() }}>
      <Editor
        automation={automation}
        initial={initial}
        offer={{
          catalogue: { ...catalogue, further },
          connections,
          canEdit,
          canEnable: canEdit,
          canAllow: canEdit,
        }}
        actions={actions}
      />
    </SWRConfig>,
  );
  return { user: userEvent.setup(), save };
}

/** The definition that was saved last. */
export const saved = (save: { mock: { calls: unknown[][] } }) => save.mock.calls.at(-1)?.[0];
