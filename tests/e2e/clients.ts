import { readFileSync } from "node:fs";
import path from "node:path";

import { createServerClient } from "@supabase/ssr";

import { sessionCookie } from "@/lib/core/server/session-cookie";

import type { RunningApp } from "./app";

/** Somebody signed in without a browser. */
export interface Person {
  readonly id: string;
  readonly email: string;
  /** A `Cookie` header with their session; more cookies may be added. */
  readonly cookie: string;
}

interface AuthPlace {
  readonly SUPABASE_URL: string;
  readonly SUPABASE_PUBLISHABLE_KEY: string;
}

/** Signs up by the auth service, with the cookies that the app would set. */
export async function signUp(app: RunningApp, name: string): Promise<Person> {
  const stack = JSON.parse(readFileSync(path.join(app.dataDir, "stack.json"), "utf8")) as AuthPlace; // scripts/dev.ts writes the stack's environment into it
  const jar = new Map<string, string>();
  const client = createServerClient(stack.SUPABASE_URL, stack.SUPABASE_PUBLISHABLE_KEY, {
    cookieOptions: sessionCookie(app.url),
    cookies: {
      getAll: () => [...jar].map(([key, value]) => ({ name: key, value })),
      setAll: (all) => {
        for (const { name: key, value } of all) jar.set(key, value);
      },
    },
  });
  const email = `${name}@example.com`;
  const { data, error } = await client.auth.signUp({ email, password: "correct horse" });
  if (error || !data.user) throw new Error(`No account for ${email}: ${error?.message}`);
  const cookie = [...jar].map(([key, value]) => `${key}=${value}`).join("; ");
  return { id: data.user.id, email, cookie };
}

export interface Frame {
  readonly event: string;
  readonly id: string | null;
  readonly data: unknown;
}

/** An event stream, read as browsers read it. */
export interface Stream {
  readonly status: number;
  readonly frames: Frame[];
  /** The last id it was given. */
  readonly lastId: string | null;
  readonly ended: boolean;
  /** Waits for a frame of this name, at most ten seconds unless told otherwise. */
  next(event: string, timeoutMs?: number): Promise<Frame>;
  until(ok: () => boolean, timeoutMs?: number): Promise<void>;
  abort(): void;
}

function parseFrame(text: string): Frame | null {
  const fields = new Map(
    text.split("\n").flatMap((line) => {
      const at = line.indexOf(": ");
      return at > 0 ? [[line.slice(0, at), line.slice(at + 2)] as const] : [];
    }),
  );
  const event = fields.get("event");
  if (event === undefined) return null;
  return { event, id: fields.get("id") ?? null, data: JSON.parse(fields.get("data") ?? "null") };
}

export async function openStream(
  app: RunningApp,
  cookie: string,
  lastEventId?: string,
): Promise<Stream> {
  const abort = new AbortController();
  const response = await fetch(`${app.url}/api/mesh/stream`, {
    headers: { cookie, ...(lastEventId === undefined ? {} : { "last-event-id": lastEventId }) },
    signal: abort.signal,
  });
  const frames: Frame[] = [];
  let lastId: string | null = null;
  let ended = false;
  let rest = "";
  const take = (text: string) => {
    const parts = (rest + text).split("\n\n");
    rest = parts.pop() ?? "";
    for (const part of parts) {
      const frame = parseFrame(part);
      if (!frame) continue;
      frames.push(frame);
      lastId = frame.id ?? lastId;
    }
  };
  const read = async () => {
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) take(decoder.decode(chunk, { stream: true }));
  };
  const done = response.ok ? read() : Promise.resolve(response.body?.cancel());
  done
    .catch(() => {}) // aborted, or the server is gone: `ended` says it
    .finally(() => {
      ended = true;
    });
  const until = async (ok: () => boolean, timeoutMs = 60_000) => {
    for (const start = Date.now(); !ok();) {
      if (Date.now() - start > timeoutMs)
        throw new Error(`Not in time. The stream said: ${JSON.stringify(frames).slice(-500)}`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };
  return {
    status: response.status,
    frames,
    get lastId() {
      return lastId;
    },
    get ended() {
      return ended;
    },
    until,
    async next(event, timeoutMs) {
      const found = () => frames.find((frame) => frame.event === event);
      await until(() => found() !== undefined, timeoutMs);
      const frame = found();
      if (!frame) throw new Error("The frame is gone.");
      return frame;
    },
    abort: () => abort.abort(),
  };
}
