/** One request to the application, as it was signed. */
export type Parcel = { url: string; headers: Record<string, string>; body: string };

export type Delivery = {
  id: string;
  /** What it reports, e.g. `message`. */
  kind: string;
  url: string;
  attempts: number;
  /** The last answer's status; `null` when there was none. */
  status: number | null;
  /** The last answer's body, at most 200 signs. */
  answer: string;
  done: boolean;
};

export type Courier = {
  /** Queues a request; `make` signs it anew for each attempt, which counts from 0. */
  send: (id: string, kind: string, make: (attempt: number) => Parcel) => void;
  /** Sends a delivery again, done or not. Returns how many there were. */
  replay: (id: string) => number;
  deliveries: () => Delivery[];
  /** Waits until nothing is under way; retries that wait for their time do not count. */
  flush: () => Promise<void>;
  reset: () => void;
  close: () => void;
};

const MAX_DELIVERIES = 500;
const TIMEOUT_MS = 15_000;

type Entry = { delivery: Delivery; make: (attempt: number) => Parcel };

/** Delivers in order, one at a time; `retryMs` are the waits before each further attempt. */
export function createCourier(retryMs: readonly number[]): Courier {
  const entries: Entry[] = [];
  const timers = new Set<NodeJS.Timeout>();
  let tail: Promise<void> = Promise.resolve();

  const enqueue = (entry: Entry): void => {
    tail = tail.then(() => attempt(entry));
  };
  const attempt = async ({ delivery, make }: Entry): Promise<void> => {
    const parcel = make(delivery.attempts);
    delivery.attempts += 1;
    delivery.url = parcel.url;
    const answer = await post(parcel);
    delivery.status = answer.status;
    delivery.answer = answer.text.slice(0, 200);
    delivery.done = answer.status !== null && answer.status >= 200 && answer.status < 300;
    const waitMs = retryMs[delivery.attempts - 1];
    if (delivery.done || waitMs === undefined) return;
    const timer = setTimeout(() => {
      timers.delete(timer);
      enqueue({ delivery, make });
    }, waitMs);
    timer.unref();
    timers.add(timer);
  };
  return {
    send(id, kind, make) {
      const delivery = { id, kind, url: "", attempts: 0, status: null, answer: "", done: false };
      entries.push({ delivery, make });
      if (entries.length > MAX_DELIVERIES) entries.shift();
      enqueue({ delivery, make });
    },
    replay(id) {
      const found = entries.filter(({ delivery }) => delivery.id === id);
      for (const entry of found) enqueue(entry);
      return found.length;
    },
    deliveries: () => entries.map(({ delivery }) => ({ ...delivery })),
    async flush() {
      let seen: Promise<void>;
      do {
        seen = tail;
        await seen;
      } while (seen !== tail);
    },
    reset() {
      entries.length = 0;
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
      timers.clear();
    },
  };
}

async function post(parcel: Parcel): Promise<{ status: number | null; text: string }> {
  try {
    const response = await fetch(parcel.url, {
      method: "POST",
      headers: parcel.headers,
      body: parcel.body,
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    return { status: null, text: error instanceof Error ? error.message : String(error) };
  }
}
