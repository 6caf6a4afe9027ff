import type { SpawnOptions } from "node:child_process";
import { createHash } from "node:crypto";
import { chownSync, cpSync, existsSync, mkdirSync, renameSync, statSync } from "node:fs";
import path from "node:path";

/** How to start a Postgres program, given that Postgres refuses to run as root. */
export interface Launcher {
  /** For people: "this user" or "uid 65534". */
  readonly how: string;
  wrap(command: string, args: readonly string[]): readonly [string, string[], SpawnOptions];
  /** Gives a file or folder to the user that Postgres runs as. */
  own(file: string): void;
}

/** `nobody`: the one unprivileged user that every Debian has in /etc/passwd, which initdb insists on. */
const NOBODY = 65_534;

const plain: Launcher = {
  how: "this user",
  wrap: (command, args) => [command, [...args], {}],
  own: () => {},
};

function asUser(uid: number, gid: number): Launcher {
  return {
    how: `uid ${uid}`,
    wrap: (command, args) => [command, [...args], { uid, gid }],
    own: (file) => chownSync(file, uid, gid),
  };
}

/** Whether others may pass through every folder down to `file`. */
function isPassable(file: string): boolean {
  const folder = path.resolve(file);
  if ((statSync(folder).mode & 0o001) === 0) return false;
  return folder === path.dirname(folder) || isPassable(path.dirname(folder));
}

/** Where the binaries and the cluster live. */
export interface Place {
  readonly native: string;
  readonly root: string;
}

const isRoot = () => process.getuid?.() === 0;

const SHARED = "/var/lib/agentic-dashboard";
const hashOf = (file: string) => createHash("sha256").update(file).digest("hex").slice(0, 12);

/**
 * As root, Postgres drops to another user, who may not reach a project below e.g. `/root`.
 * Then what it cannot reach moves to `/var/lib/agentic-dashboard`: the binaries once, the cluster by data folder.
 */
export function reachablePlace(place: Place): Place {
  if (!isRoot()) return place;
  let { native, root } = place;
  if (!isPassable(native)) {
    native = path.join(SHARED, `native-${hashOf(place.native)}`);
    const half = `${native}.${process.pid}`;
    mkdirSync(SHARED, { recursive: true, mode: 0o711 });
    if (!existsSync(native)) {
      cpSync(place.native, half, { recursive: true, verbatimSymlinks: true });
      renameSync(half, native);
    }
  }
  if (!isPassable(root)) {
    root = path.join(SHARED, hashOf(place.root));
    mkdirSync(root, { recursive: true, mode: 0o711 });
  }
  return { native, root };
}

/** Chooses how Postgres runs: when root, as the owner of the cluster, else as `PG_UID`, else as nobody. */
export function launcher(cluster: string): Launcher {
  if (!isRoot()) return plain;
  const owner = existsSync(cluster) ? statSync(cluster) : null;
  if (owner && owner.uid !== 0) return asUser(owner.uid, owner.gid);
  const uid = Number(process.env["PG_UID"] ?? NOBODY);
  return asUser(uid, uid);
}
