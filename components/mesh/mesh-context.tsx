"use client";

import { createContext, useContext } from "react";

import type { ConnectedMesh } from "@/lib/mesh/browser/connect";
import type { BrowserMesh } from "@/lib/mesh/browser/types";

const SILENT: BrowserMesh = {
  publish: () => null,
  subscribe: () => () => {},
};

/** Provides the tab's mesh: `<MeshContext value={mesh}>`. Without a provider, widgets still draw, but nothing is heard. */
export const MeshContext = createContext<BrowserMesh>(SILENT);

/** The tab's mesh, for publishing and subscribing. */
export function useMesh(): BrowserMesh {
  return useContext(MeshContext);
}

export const ConnectedMeshContext = createContext<ConnectedMesh | null>(null);

/** The whole mesh with its log, or `null` outside of a `MeshProvider`. */
export function useConnectedMesh(): ConnectedMesh | null {
  return useContext(ConnectedMeshContext);
}
