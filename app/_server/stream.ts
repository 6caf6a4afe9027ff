import "server-only";
import { services } from "@/lib/compose/services";
import { AppError } from "@/lib/core/errors";
import { encodeEvents, frame, sharedFrames } from "@/lib/mesh/frames";
import type { StreamListener } from "@/lib/mesh/hub";
import { maskEvent } from "@/lib/mesh/mask";
import type { SessionContext } from "@/lib/verbs/types";

import { currentSession } from "./session";

const HEARTBEAT_MS = 15_000;
const BUFFER_BYTES = 1024 * 1024;
const PER_USER = 12;

const encoder = new TextEncoder();
/** The debugger shows the data of these events, so personal data is masked. */
const framesOf = sharedFrames((events) => encodeEvents(events.map((event) => maskEvent(event))));

/** Where a stream begins: after the last id the browser has, or at the log's head when it has none. */
async function startAt(
  context: SessionContext,
  lastEventId: string | null,
): Promise<{ at: number; reset: boolean }> {
  const head = (await context.services.log.heads([context.workspaceId])).get(
    context.workspaceId,
  ) ?? { last: 0, floor: 0 };
  if (lastEventId === null || lastEventId === "") return { at: head.last, reset: false };
  const id = /^\d{1,15}$/.test(lastEventId) ? Number(lastEventId) : -1;
  const known = id >= head.floor && id <= head.last;
  return known ? { at: id, reset: false } : { at: head.last, reset: true };
}

const open = new Map<string, number>();

/**
 * Server-sent events of the workspace's log: `mesh` (one event, its sequence number as id), `reset` (the id is not in the
 * log any more: reload), `bye` (the server ends the stream, also when its token ends; with the reason `access-ended` when
 * its session or membership has). A reader that does not read is not sent to; it loses nothing.
 */
export async function eventStream(context: SessionContext, request: Request): Promise<Response> {
  const session = await currentSession();
  if (!session) throw new AppError("unauthenticated", "Sign in first.");
  const wanted = new URL(request.url).searchParams.get("workspace");
  if (wanted !== null && wanted !== context.workspaceId)
    throw new AppError("forbidden", "This page shows a workspace that you are not in now.");
  const leave = enter(context.user.sub);
  try {
    const lastEventId =
      request.headers.get("last-event-id") ?? new URL(request.url).searchParams.get("after");
    const start = await startAt(context, lastEventId);
    return streamResponse(context, request, { start, expiresAtMs: session.expiresAtMs, leave });
  } catch (error) {
    leave();
    throw error;
  }
}

/** Counts a stream of a person before anything is awaited, so that many at once stay within the limit. */
function enter(user: string): () => void {
  const count = open.get(user) ?? 0;
  if (count >= PER_USER)
    throw new AppError("rate_limited", "Too many streams of one person are open.");
  open.set(user, count + 1);
  return () => {
    const left = (open.get(user) ?? 1) - 1;
    if (left > 0) open.set(user, left);
    else open.delete(user);
  };
}

interface Opening {
  readonly start: { readonly at: number; readonly reset: boolean };
  readonly expiresAtMs: number;
  readonly leave: () => void;
}

function streamResponse(
  context: SessionContext,
  request: Request,
  { start, expiresAtMs, leave }: Opening,
): Response {
  const { hub, streamAccess } = services();
  const user = context.user.sub;
  let close: () => void;
  let release: () => boolean;
  let listener: StreamListener;
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        let ended = false;
        const writeBytes = (bytes: Uint8Array) => {
          if (!ended) controller.enqueue(bytes);
        };
        const write = (text: string) => writeBytes(encoder.encode(text));
        const sayBye = (data: { reason?: "access-ended" }) => {
          write(`retry: 500\n${frame("bye", data)}`);
          close();
        };
        listener = {
          workspace: context.workspaceId,
          user,
          session: context.actor.sessionId,
          at: start.at,
          ready: () => !ended && (controller.desiredSize ?? 0) > 0,
          send: (events) => writeBytes(framesOf(events)),
          end: () => sayBye({}),
        };
        write(
          `retry: 1000\n\n${start.reset ? frame("reset", { head: start.at }, start.at) : frame("hello", { head: start.at }, start.at)}`,
        );
        let remove: (() => void) | undefined;
        const beat = setInterval(() => listener.ready() && write(": still here\n\n"), HEARTBEAT_MS);
        const unwatch = streamAccess.watch({
          session: context.actor.sessionId,
          user,
          workspace: context.workspaceId,
          role: context.role,
          expiresAtMs,
          end: (isAccessGone) => sayBye(isAccessGone ? { reason: "access-ended" } : {}),
        });
        release = () => {
          if (ended) return false;
          ended = true;
          clearInterval(beat);
          unwatch();
          remove?.();
          leave();
          return true;
        };
        close = () => void (release() && controller.close());
        remove = hub.add(listener); // ends the listener at once when the server is stopping
        if (request.signal.aborted) close();
        request.signal.addEventListener("abort", () => close());
      },
      pull: () => hub.resume(listener),
      cancel: () => void release(),
    },
    new ByteLengthQueuingStrategy({ highWaterMark: BUFFER_BYTES }),
  );
  return new Response(body, {
    headers: {
      "content-type": "text/event-stream",
      "cache-control": "no-cache, no-transform",
      "x-accel-buffering": "no",
    },
  });
}
