"use client";

const MAX_CHILDREN = 200;

function isBranch(value: unknown): value is object {
  return value !== null && typeof value === "object";
}

function Leaf({ value }: { readonly value: unknown }) {
  return (
    <span className="text-ink font-mono break-all">
      {typeof value === "string" ? JSON.stringify(value) : String(value)}
    </span>
  );
}

interface NodeProps {
  readonly name: string;
  readonly value: unknown;
  readonly depth: number;
}

function Node({ name, value, depth }: NodeProps) {
  if (!isBranch(value))
    return (
      <div className="py-0.5">
        <span className="text-muted">{name}: </span>
        <Leaf value={value} />
      </div>
    );
  const entries = Object.entries(value);
  return (
    <details open={depth < 2} className="py-0.5">
      <summary className="text-muted cursor-pointer">
        {name} {Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`}
      </summary>
      <div className="border-line ml-4 border-l pl-3">
        {entries.slice(0, MAX_CHILDREN).map(([key, inner]) => (
          <Node key={key} name={key} value={inner} depth={depth + 1} />
        ))}
        {entries.length > MAX_CHILDREN ? (
          <div className="text-muted">… {entries.length - MAX_CHILDREN} more in the raw JSON</div>
        ) : null}
      </div>
    </details>
  );
}

/** Payload as a foldable tree. */
export function PayloadTree({ value }: { readonly value: Readonly<Record<string, unknown>> }) {
  const entries = Object.entries(value);
  if (entries.length === 0) return <p className="text-muted">No data.</p>;
  return (
    <div className="text-sm">
      {entries.slice(0, MAX_CHILDREN).map(([key, inner]) => (
        <Node key={key} name={key} value={inner} depth={1} />
      ))}
    </div>
  );
}
