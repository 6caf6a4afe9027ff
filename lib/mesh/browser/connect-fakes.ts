import { prepareMesh } from "./connect";
import { createFakeBrowser, createFakeTime, FakeEventSource } from "./fakes";

interface Posted {
  readonly url: string;
  readonly keepalive: boolean;
  readonly ids: readonly string[];
  readonly body: string;
}

/** Tabs of one browser, with what they opened and sent. The last answer is given again and again, unless `judge` answers. */
export function setUp(
  answers: readonly (() => Response)[] = [() => new Response(null, { status: 202 })],
  judge?: (body: string) => Response,
) {
  const time = createFakeTime();
  const browser = createFakeBrowser();
  const sources: FakeEventSource[] = [];
  const posted: Posted[] = [];
  /** Where tabs went, in order. */
  const visited: string[] = [];
  /** The server's answer when the browser asks why the stream was refused. */
  const refusal = { answer: () => new Response(null, { status: 503 }) };
  const leaving = new Set<() => void>();
  const prepare = (hasLocks = true, after?: number) =>
    prepareMesh({
      workspace: "ws_1",
      user: "u_1",
      after,
      ports: {
        eventSource(url) {
          const source = new FakeEventSource(url);
          sources.push(source);
          return source;
        },
        async fetch(url, init) {
          if (init?.method === undefined) return refusal.answer();
          const body = typeof init?.body === "string" ? init.body : "";
          const { events } = JSON.parse(body) as { events: { id: string }[] };
          const ids = events.map(({ id }) => id);
          posted.push({
            url: typeof url === "string" ? url : "",
            keepalive: init?.keepalive === true,
            ids,
            body,
          });
          if (judge) return judge(body);
          const answer = answers[Math.min(posted.length, answers.length) - 1];
          if (!answer) throw new TypeError("offline");
          return answer();
        },
        locks: hasLocks ? browser.locks : null,
        channel: browser.channel,
        goTo: (path) => void visited.push(path),
        onLeave(callback) {
          leaving.add(callback);
          return () => leaving.delete(callback);
        },
        timers: time.timers,
        now: time.now,
      },
    });
  const tab = async (hasLocks = true, after?: number) => {
    const mesh = prepare(hasLocks, after);
    await mesh.connect();
    return mesh;
  };
  const leave = () => {
    for (const callback of leaving) callback();
  };
  return { time, sources, posted, visited, refusal, prepare, tab, leave };
}
