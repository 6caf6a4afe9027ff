"use client";

import { useEffect, useState, useSyncExternalStore, type ReactNode } from "react";

import { prepareMesh } from "@/lib/mesh/browser/connect";
import type { ConnectedMesh, MeshConnectOptions, MeshStatus } from "@/lib/mesh/browser/connect";

import { ConnectedMeshContext, MeshContext, useConnectedMesh } from "./mesh-context";

const BEFORE_START: MeshStatus = {
  connection: "connecting",
  lastEventAt: null,
  pending: 0,
  error: null,
  safeMode: false,
};

const noSubscription = () => () => {};

export interface MeshProviderProps {
  readonly workspaceId: string;
  readonly userId: string;
  /** Where the log ended when the page was read. */
  readonly after?: number | undefined;
  readonly children?: ReactNode;
  /** Given by tests; the default talks to this site's own server. */
  readonly prepare?: ((options: MeshConnectOptions) => ConnectedMesh) | undefined;
}

/**
 * Gives the page its mesh. It lives as long as the workspace and the user stay the same, and is forgotten
 * with everything that it saw when they change or sign out.
 */
export function MeshProvider(props: MeshProviderProps) {
  return <MeshLifetime key={`${props.workspaceId}:${props.userId}`} {...props} />;
}

function MeshLifetime(props: MeshProviderProps) {
  const { workspaceId, userId, after, children, prepare = prepareMesh } = props;
  const [mesh] = useState(() => prepare({ workspace: workspaceId, user: userId, after }));
  useEffect(() => {
    void mesh.connect();
    return () => mesh.destroy();
  }, [mesh]);
  return (
    <ConnectedMeshContext value={mesh}>
      <MeshContext value={mesh}>{children}</MeshContext>
    </ConnectedMeshContext>
  );
}

/** The state of the connection, and the events that are still to be sent. */
export function useMeshStatus(): MeshStatus {
  const mesh = useConnectedMesh();
  return useSyncExternalStore(
    mesh?.onStatus ?? noSubscription,
    mesh?.status ?? (() => BEFORE_START),
    () => BEFORE_START,
  );
}
