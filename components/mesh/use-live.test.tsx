import { act, render, screen } from "@testing-library/react";
import { useState } from "react";
import { SWRConfig } from "swr";
import { afterEach, expect, it, vi } from "vitest";

import { prepareMesh } from "@/lib/mesh/browser/connect";
import { FakeEventSource } from "@/lib/mesh/browser/fakes";

import { MeshProvider } from "./mesh-provider";
import { useLive } from "./use-live";

afterEach(() => vi.unstubAllGlobals());

const NO_PATTERNS: readonly string[] = [];
function Count() {
  const { data } = useLive<number>("/api/count", 1, NO_PATTERNS, { pollMs: () => 0 });
  return <p>Count: {data}</p>;
}
/** A page with a way to another one, as a link has it. */
function Pages() {
  const [shown, setShown] = useState(1);
  return (
    <>
      <button onClick={() => setShown(2)}>Second</button>
      <Count key={shown} />
    </>
  );
}

it("asks anew where a page is opened while events were coming already, and not for the first", async () => {
  const asked = vi.fn(() => Promise.resolve(Response.json(7)));
  vi.stubGlobal("fetch", asked);
  const source = new FakeEventSource("");
  const opened = vi.fn(() => source);
  const ports = {
    eventSource: opened,
    fetch: async () => new Response(null, { status: 202 }),
    locks: null,
    channel: () => null,
    goTo: () => {},
    onLeave: () => () => {},
  };
  render(
    <SWRConfig value={{ provider: () => new Map() }}>
      <MeshProvider
        workspaceId="ws_1"
        userId="u_1"
        prepare={(options) => prepareMesh({ ...options, ports })}
      >
        <Pages />
      </MeshProvider>
    </SWRConfig>,
  );
  await expect.poll(() => opened.mock.calls.length).toBe(1);
  await act(async () => source.open());
  expect(screen.getByText("Count: 1")).toBeVisible();
  expect(asked).not.toHaveBeenCalled();
  await act(async () => screen.getByRole("button", { name: "Second" }).click());
  expect(await screen.findByText("Count: 7")).toBeVisible();
  expect(asked).toHaveBeenCalledOnce();
});
