import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";

import { createControl, type SandboxControl } from "./control.ts";
import { endpointUrl } from "./handlers/events.ts";
import { createHttpDoor } from "./http-door.ts";
import { runDueJobs } from "./jobs.ts";
import { applySeed, parseSeed, type SeedName } from "./seed/index.ts";
import { createSnapshot, loadSnapshot } from "./snapshot.ts";
import { createCourier } from "./webhooks.ts";
import { createWorld, type PlatformOption, type WebhookOption, type World } from "./world.ts";

const TICK_MS = 200;
const SNAPSHOT_DELAY_MS = 500;

export type SandboxOptions = {
  /** 0 or absent takes a free port. Always on 127.0.0.1. */
  port?: number;
  /** Milliseconds since the epoch; `Date.now` by default. */
  clock?: () => number;
  /** `demo` by default: a year of one shop. */
  seed?: SeedName;
  /** How many charges the `bulk` seed makes. */
  bulkCount?: number;
  platform: PlatformOption;
  webhooks?: WebhookOption[];
  /** Guards `/_sandbox/*`; a random one is made when absent. */
  adminToken?: string;
  /** State is kept in this file and taken from it at the next start. */
  snapshotFile?: string;
  /** Divides the waits between webhook retries. */
  webhookSpeedup?: number;
  /** Seed of the id generator. */
  idSeed?: number;
};

export type StripeSandbox = {
  url: string;
  port: number;
  control: SandboxControl;
  close: () => Promise<void>;
};

/**
 * Starts an offline emulator for Stripe on loopback: API, Connect OAuth, webhooks and its own page.
 * Rejects when the port is taken, the platform key is not a test key, or a webhook URL leaves this machine.
 */
export async function createStripeSandbox(options: SandboxOptions): Promise<StripeSandbox> {
  if (!options.platform.secretKey.startsWith("sk_test_"))
    throw new Error("The sandbox takes a test key (sk_test_…) only.");
  const clock = options.clock ?? Date.now;
  const seed = parseSeed(options.seed ?? "demo");
  if (options.bulkCount !== undefined) seed.bulkCount = options.bulkCount;
  const world = createWorld({
    platform: options.platform,
    clock,
    ...(options.idSeed === undefined ? {} : { seed: options.idSeed }),
  });
  const fixed = addEndpoints(world, options.webhooks ?? []);
  const { snapshotFile } = options;
  const courier = createCourier(world, options.webhookSpeedup ?? 1, clock);
  world.deliver = courier.enqueue;
  const saver = createSaver(world, snapshotFile, fixed);
  world.touched = saver.schedule;
  const reset = (next?: string): void => {
    const chosen = next === undefined ? seed : parseSeed(next);
    clear(world, fixed);
    applySeed(world, chosen);
    world.touched();
  };
  const adminToken = options.adminToken ?? randomBytes(24).toString("base64url");
  const control = createControl(world, courier, adminToken, reset);
  const door = createHttpDoor(world, control);
  const server = createServer((request, response) => void serve(door, request, response));
  const port = await listen(server, options.port ?? 0);
  world.url = `http://127.0.0.1:${port}`;
  // Links in what is seeded lead here, so that the address must be known first.
  if (snapshotFile === undefined || !loadSnapshot(world, snapshotFile)) applySeed(world, seed);
  saver.schedule();
  const tick = setInterval(() => {
    runDueJobs(world);
    courier.pump();
  }, TICK_MS);
  tick.unref();

  const close = async (): Promise<void> => {
    clearInterval(tick);
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
    saver.stop();
  };
  return { url: world.url, port, control, close };
}

async function serve(
  door: ReturnType<typeof createHttpDoor>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    await door(request, response);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (!response.headersSent) response.writeHead(500, { "Content-Type": "application/json" });
    response.end(
      JSON.stringify({ error: { message: `The sandbox failed: ${message}`, type: "api_error" } }),
    );
  }
}

function addEndpoints(world: World, webhooks: WebhookOption[]): Set<string> {
  const fixed = new Set<string>();
  for (const [index, hook] of webhooks.entries()) {
    const id = `we_1Sandbox${index}`;
    fixed.add(id);
    world.endpoints.set(id, {
      id,
      owner: world.platform.account,
      url: endpointUrl(hook.url),
      secret: hook.secret,
      connect: hook.connect,
      enabledEvents: hook.enabledEvents ?? ["*"],
      apiVersion: hook.apiVersion ?? null,
      enabled: true,
    });
  }
  return fixed;
}

function clear(world: World, fixed: Set<string>): void {
  for (const map of [
    world.tenants,
    world.connections,
    world.codes,
    world.idempotency,
    world.deliveries,
  ])
    map.clear();
  for (const id of world.endpoints.keys()) if (!fixed.has(id)) world.endpoints.delete(id);
  world.jobs = [];
  world.faults = [];
  world.webhookFaults = [];
  world.journal = [];
  world.clockOffsetMs = 0;
}

function createSaver(
  world: World,
  file: string | undefined,
  fixed: Set<string>,
): { schedule: () => void; stop: () => void } {
  if (file === undefined) return { schedule: () => {}, stop: () => {} };
  const snapshot = createSnapshot(world, file, fixed);
  let timer: NodeJS.Timeout | null = null;
  return {
    schedule: () => {
      if (timer !== null) return;
      timer = setTimeout(() => {
        timer = null;
        snapshot.save();
      }, SNAPSHOT_DELAY_MS);
      timer.unref();
    },
    stop: () => {
      if (timer !== null) clearTimeout(timer);
      snapshot.saveAll();
    },
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}
