import { act, render, screen } from "@testing-library/react";
import { StrictMode, useEffect, useState } from "react";
import { expect, it } from "vitest";

import { prepareMesh } from "@/lib/mesh/browser/connect";
import type { ConnectedMesh, MeshConnectOptions } from "@/lib/mesh/browser/connect";
import type { BrowserPorts } from "@/lib/mesh/browser/connection";
import { eventFromServer, FakeEventSource } from "@/lib/mesh/browser/fakes";

import { useMesh } from "./mesh-context";
import { MeshProvider, useMeshStatus } from "./mesh-provider";

function setUp() {
  const sources: FakeEventSource[] = [];
  const made: ConnectedMesh[] = [];
  const ports: BrowserPorts = {
    eventSource(url) {
      const source = new FakeEventSource(url);
      sources.push(source);
      return source;
    },
    fetch: async () => new Response(null, { status: 202 }),
    locks: null,
    channel: () => null,
    goTo: () => {},
    onLeave: () => () => {},
  };
  const prepare = (options: MeshConnectOptions) => {
    const mesh = prepareMesh({ ...options, ports });
    made.push(mesh);
    return mesh;
  };
  const open = () => sources.filter(({ readyState }) => readyState !== 2);
  return { open, made, prepare };
}

function Heard() {
  const mesh = useMesh();
  const { connection } = useMeshStatus();
  const [types, setTypes] = useState<readonly string[]>([]);
  useEffect(
    () => mesh.subscribe("stripe.*", ({ type }) => setTypes((before) => [...before, type])),
    [mesh],
  );
  return (
    <p>
      {connection}: {types.join(" ")}
    </p>
  );
}

it("lets what is drawn hear the server's events, in development mode too", async () => {
  const { open, prepare } = setUp();
  render(
    <StrictMode>
      <MeshProvider workspaceId="ws_1" userId="u_1" prepare={prepare}>
        <Heard />
      </MeshProvider>
    </StrictMode>,
  );
  await expect.poll(() => open().length).toBe(1);
  await act(async () => {
    open()[0]?.open();
    open()[0]?.mesh(eventFromServer(1));
  });
  expect(screen.getByText("live: stripe.payment.received")).toBeVisible();
});

it("starts afresh for another workspace and ends when it is gone", async () => {
  const { open, made, prepare } = setUp();
  const page = (workspace: string) => (
    <MeshProvider workspaceId={workspace} userId="u_1" prepare={prepare}>
      <Heard />
    </MeshProvider>
  );
  const { rerender, unmount } = render(page("ws_1"));
  await expect.poll(() => open().length).toBe(1);
  await act(async () => open()[0]?.mesh(eventFromServer(1)));
  rerender(page("ws_2"));
  expect(made[0]?.log.entries()).toEqual([]);
  await expect.poll(() => open().map(({ url }) => url)).toEqual([expect.stringContaining("ws_2")]);
  unmount();
  expect(open()).toEqual([]);
});
