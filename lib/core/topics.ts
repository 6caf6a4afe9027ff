const MAX_SEGMENTS = 5;
const SEGMENT = /^[a-z0-9_]+$/;
const TOPIC = /^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+){0,4}$/;

/** True for a valid event type: lower case with dots, at most five segments. */
export function isTopic(value: unknown): value is string {
  return typeof value === "string" && value.length <= 200 && TOPIC.test(value);
}

/** True for a valid pattern: an event type whose segments may be `*` and whose last may be `**`. */
export function isPattern(value: unknown): value is string {
  if (typeof value !== "string" || value.length > 200) return false;
  const segments = value.split(".");
  return (
    segments.length <= MAX_SEGMENTS &&
    segments.every(
      (segment, index) =>
        segment === "*" ||
        SEGMENT.test(segment) ||
        (segment === "**" && index === segments.length - 1),
    )
  );
}

type Matcher = (topic: string) => boolean;

const never: Matcher = () => false;

function compile(pattern: string): Matcher {
  if (!isPattern(pattern)) return never;
  if (pattern === "*" || pattern === "**") return () => true;
  const segments = pattern.split(".");
  const last = segments.at(-1);
  const open = last === "*" || last === "**";
  const head = open ? segments.slice(0, -1) : segments;
  if (!head.includes("*")) {
    if (!open) return (topic) => topic === pattern;
    const prefix = `${head.join(".")}.`;
    return (topic) => topic.length > prefix.length && topic.startsWith(prefix);
  }
  return (topic) => {
    const parts = topic.split(".");
    if (open ? parts.length <= head.length : parts.length !== head.length) return false;
    return head.every((segment, index) => segment === "*" || segment === parts[index]);
  };
}

/**
 * True if `topic` matches `pattern`. A single `*` or `**` matches every topic, an inner `*` exactly one segment, a trailing
 * `.*` or `.**` one or more. A malformed pattern matches nothing.
 */
export function matchTopic(pattern: string, topic: string): boolean {
  return compile(pattern)(topic);
}

/** Matches typed text: a pattern, or without `*` any part of the type. An empty text matches all. */
export function matchTopicSearch(typed: string, topic: string): boolean {
  const wanted = typed.trim().toLowerCase();
  return wanted.includes("*") ? matchTopic(wanted, topic) : topic.includes(wanted);
}

interface Subscription<T> {
  readonly matches: Matcher;
  readonly value: T;
}

/** Max number of cached topics, after which the cache is cleared. */
const MEMO_LIMIT = 5000;

/**
 * Index of subscribers by pattern. Caches the subscribers of a topic until subscriptions change, so that a thousand wildcard
 * subscribers cost one pass per distinct topic and one lookup per further event.
 */
export class TopicIndex<T> {
  readonly #subscriptions = new Set<Subscription<T>>();
  readonly #memo = new Map<string, readonly T[]>();

  /** Adds a subscriber and returns a function that removes it. A malformed pattern is accepted but never matches. */
  subscribe(pattern: string, value: T): () => void {
    const subscription = { matches: compile(pattern), value };
    this.#subscriptions.add(subscription);
    this.#memo.clear();
    return () => {
      if (this.#subscriptions.delete(subscription)) this.#memo.clear();
    };
  }

  /** Returns the subscribers of a topic in order of subscription. The returned list never changes. */
  match(topic: string): readonly T[] {
    const known = this.#memo.get(topic);
    if (known) return known;
    const found: T[] = [];
    for (const subscription of this.#subscriptions) {
      if (subscription.matches(topic)) found.push(subscription.value);
    }
    if (this.#memo.size >= MEMO_LIMIT) this.#memo.clear();
    this.#memo.set(topic, found);
    return found;
  }

  get size(): number {
    return this.#subscriptions.size;
  }
}
