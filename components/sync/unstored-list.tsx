import { formatDateTime } from "@/lib/core/time";

import type { HealthView } from "./sync-view";

/** Objects that could not be stored. They are kept as the provider sent them. */
export function UnstoredList({
  unstored: { count, objects },
  timeZone,
}: {
  unstored: HealthView["unstored"];
  timeZone: string;
}) {
  if (count === 0) return null;
  return (
    <section aria-labelledby="unstored" className="border-line border-t p-4 text-sm">
      <h3 id="unstored" className="text-warning-ink font-semibold">
        {count === 1
          ? "1 object could not be stored"
          : `${count.toLocaleString("en-US")} objects could not be stored`}
      </h3>
      <p className="text-muted text-xs">
        They are missing from lists and figures. Each is kept as it came, and stored once it can be
        read.
      </p>
      <ul className="mt-2 grid gap-2">
        {objects.map(({ type, id, problem, seenAt }) => (
          <li key={`${type} ${id}`}>
            <p className="font-mono text-xs break-all">
              {type} {id}
            </p>
            <p>
              {problem}{" "}
              <span className="text-muted text-xs">
                {formatDateTime(new Date(seenAt), timeZone)}
              </span>
            </p>
          </li>
        ))}
      </ul>
      {objects.length < count ? (
        <p className="text-muted mt-2 text-xs">These are the newest {objects.length}.</p>
      ) : null}
    </section>
  );
}
