"use client";

import { useRef } from "react";

import { controlId } from "./issues";

/** The definition as JSON, with line numbers. */
export function CodeTab({
  code,
  error,
  canEdit,
  onCode,
}: {
  code: string;
  error: string | null;
  canEdit: boolean;
  onCode: (code: string) => void;
}) {
  const gutter = useRef<HTMLPreElement>(null);
  const lines = code.split("\n").length;
  return (
    <div className="grid gap-2">
      <label htmlFor={controlId("code")} className="text-sm font-medium">
        Definition, as JSON
      </label>
      <div className="border-line-strong bg-surface rounded-control flex h-[60vh] min-h-80 overflow-hidden border font-mono text-xs leading-5">
        <pre
          ref={gutter}
          aria-hidden="true"
          className="text-muted bg-sunken overflow-hidden px-2 py-2 text-right select-none"
        >
          {Array.from({ length: lines }, (_, index) => index + 1).join("\n")}
        </pre>
        <textarea
          id={controlId("code")}
          value={code}
          readOnly={!canEdit}
          spellCheck={false}
          wrap="off"
          aria-invalid={error ? true : undefined}
          aria-describedby={error ? "code-error" : undefined}
          onScroll={(event) => {
            if (gutter.current) gutter.current.scrollTop = event.currentTarget.scrollTop;
          }}
          onChange={(event) => onCode(event.target.value)}
          className="text-ink min-w-0 flex-1 resize-none bg-transparent px-2 py-2 leading-5"
        />
      </div>
      <p id="code-error" role="alert" className="text-danger-ink text-sm empty:hidden">
        {error}
      </p>
    </div>
  );
}
