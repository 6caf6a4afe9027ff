const MAX_SEGMENTS = 5;
const SEGMENT = /^[a-z0-9_]+$/;
const TOPIC = /^[a-z][a-z0-9_]*(?:\.[a-z0-9_]+){0,4}$/;

/** Whether `value` is an event's name: dotted, lower-case, at most five segments. */
export function isTopic(value: unknown): value is string {
  return typeof value === "string" && value.length <= 200 && TOPIC.test(value);
}

/** Whether `value` is a pattern: a topic whose segments may be `*`, and whose last may be `**`. */
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
 * Whether `topic` is meant by `pattern`. Bare `*` or `**` means every topic; an inner `*` is exactly one
 * segment; a trailing `.*` or `.**` is one or more. A malformed pattern matches nothing.
 */
export function matchTopic(pattern: string, topic: string): boolean {
  return compile(pattern)(topic);
}

/** What a person typed to find types: a pattern, or without `*` any part of the type. Nothing typed finds all. */
export function matchTopicSearch(typed: string, topic: string): boolean {
  const wanted = typed.trim().toLowerCase();
  return wanted.includes("*") ? matchTopic(wanted, topic) : topic.includes(wanted);
}

interface Subscription<T> {
  readonly matches: Matcher;
  readonly value: T;
}

/** How many topics an index remembers before it starts afresh. */
const MEMO_LIMIT = 5000;

/**
 * Who listens to what. The answer for a topic is remembered until somebody subscribes or leaves, so a
 * thousand wildcard subscribers cost one pass per distinct topic and a lookup per event after that.
 */
export class TopicIndex<T> {
  readonly #subscriptions = new Set<Subscription<T>>();
  readonly #memo = new Map<string, readonly T[]>();

  /** Adds a subscriber and returns its undo. A malformed pattern is accepted and never matches. */
  subscribe(pattern: string, value: T): () => void {
    const subscription = { matches: compile(pattern), value };
    this.#subscriptions.add(subscription);
    this.#memo.clear();
    return () => {
      if (this.#subscriptions.delete(subscription)) this.#memo.clear();
    };
  }

  /** The subscribers of a topic in the order they came; the list never changes once handed out. */
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
