import { render, screen, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { Connections } from "./connections";
import type { ConnectionView, CredentialActions, ProviderView } from "./types";

const connection: ConnectionView = {
  id: "1",
  label: "Northwind",
  accountId: "account-1",
  country: null,
  currency: null,
  timeZone: null,
  livemode: null,
  authKind: "key",
  keyHint: "AC…1",
  access: "",
  webhook: null,
  status: "active",
  lastError: null,
  connectedAt: "2026-11-20T12:00:00.000Z",
  lastOkAt: null,
  lastWebhookAt: null,
  lastSweepAt: null,
  sweptEvents: 0,
  sweepError: null,
  dataHref: null,
  automations: [],
};

const provider: ProviderView = {
  id: "phones",
  name: "Phones",
  description: "Text messages.",
  docsUrl: "https://example.com",
  keyForm: {
    title: "Connect with a key",
    description: "It stands in the console.",
    fields: [
      { name: "pat", label: "Key", placeholder: "", hint: "", secret: true, optional: false },
    ],
  },
  emulator: null,
  canConnect: false,
  canRevoke: false,
  missing: [],
  connections: [],
};

const refuse = async () => ({ ok: false as const, code: "invalid" as const, message: "No." });
const actions: CredentialActions = {
  test: refuse,
  disconnect: refuse,
  disconnectEffects: () => Promise.resolve({ ok: true, value: [{ id: "a1", name: "Tell sales" }] }),
  connectKey: refuse,
  setWebhookSecret: refuse,
};

function draw(change: Partial<ProviderView> = {}) {
  render(<Connections providers={[{ ...provider, ...change }]} canEdit actions={actions} />);
  return screen.getByText("Connect with a key").closest("details");
}

describe("the connections page", () => {
  it("opens the form where it is the only way in, until something is connected", () => {
    expect(draw()?.open).toBe(true);
  });

  it("keeps the form closed beside a connected account, and where consent is offered", () => {
    expect(draw({ connections: [connection] })?.open).toBe(false);
  });

  it("offers a connected app again only as another account", () => {
    draw({ connections: [connection] });
    expect(screen.queryByRole("heading", { name: "Add an app" })).toBeNull();
    expect(screen.getByText("Connect another account").tagName).toBe("SUMMARY");
  });

  it("links the automations that use an account", () => {
    const automations = [{ id: "a1", name: "Tell sales" }];
    draw({ connections: [{ ...connection, automations }] });
    expect(screen.getByText("Used by 1 automation")).toBeVisible();
    expect(screen.getByText("Tell sales").closest("a")).toHaveAttribute("href", "/automations/a1");
  });

  it("leads to the sandbox's page, which shows the values to enter", () => {
    const form = draw({ emulator: "http://127.0.0.1:1001" });
    const link = within(form ?? document.body).getByRole("link", { name: "Open its page" });
    expect(link.getAttribute("href")).toBe("http://127.0.0.1:1001");
  });

  it("offers a new consent for an account that works, too: it may lack a permission", () => {
    draw({ canConnect: true, connections: [{ ...connection, authKind: "oauth" }] });
    const again = screen.getByRole("link", { name: "Connect again" });
    expect(again.getAttribute("href")).toBe("/api/auth/phones");
  });

  it("names an account by its provider too: two may be called alike", () => {
    draw({ connections: [connection] });
    expect(screen.getByRole("region", { name: "Phones: Northwind" })).not.toBeNull();
  });

  it("names the automations that stop before an account is disconnected", async () => {
    draw({ connections: [connection] });
    await userEvent.click(screen.getByRole("button", { name: "Disconnect" }));
    const link = await screen.findByRole("link", { name: "Tell sales" }, { timeout: 10_000 });
    expect(link.getAttribute("href")).toBe("/automations/a1");
  });
});
