"use client";

import { useRef, useState } from "react";

import { Button, buttonClass } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import { CsvRows, ROWS_HEADER } from "@/lib/business/csv-rows";

const counted = (rows: number) => rows.toLocaleString("en-US");

interface Progress {
  readonly rows: number;
  /** `null` until the server has counted. */
  readonly all: number | null;
}

async function refusalOf(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const { error } = (body ?? {}) as { error?: { message?: string } }; // the envelope of every route
  return error?.message ?? "The list could not be exported. Try again.";
}

/** Reads a file and reports how many of its rows arrived. */
async function readFile(
  href: string,
  signal: AbortSignal,
  report: (progress: Progress) => void,
): Promise<Blob> {
  const response = await fetch(href, { signal });
  if (!response.ok || !response.body) throw new Error(await refusalOf(response));
  const all = Number(response.headers.get(ROWS_HEADER));
  const rows = new CsvRows();
  const decoder = new TextDecoder();
  const parts: Uint8Array<ArrayBuffer>[] = [];
  const reader = response.body.getReader();
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return new Blob(parts, { type: "text/csv" });
    parts.push(value);
    report({ rows: rows.add(decoder.decode(value, { stream: true })), all });
  }
}

function save(file: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = name;
  link.click();
  // The download has begun once the click is over.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const progressText = ({ rows, all }: Progress): string =>
  all === null ? "Exporting…" : `Exporting ${counted(rows)} of ${counted(all)}…`;

/** Downloads a list as CSV and shows how far it is. Without a script it is a plain link to the file. */
export function ExportButton({ href, name }: { href: string; name: string }) {
  const [progress, setProgress] = useState<Progress | null>(null);
  const running = useRef<AbortController | null>(null);
  const toast = useToast();

  const run = async () => {
    const stop = new AbortController();
    running.current = stop;
    setProgress({ rows: 0, all: null });
    try {
      save(await readFile(href, stop.signal, setProgress), name);
    } catch (error) {
      if (!stop.signal.aborted)
        toast.error(error instanceof Error ? error.message : "The list could not be exported.");
    } finally {
      setProgress(null);
    }
  };

  if (progress === null)
    return (
      <a
        href={href}
        download
        className={buttonClass({})}
        onClick={(event) => {
          event.preventDefault();
          void run();
        }}
      >
        Export CSV
      </a>
    );
  return (
    <span className="inline-flex items-center gap-2">
      <Button pending className="figures">
        {progressText(progress)}
      </Button>
      <Button variant="ghost" onClick={() => running.current?.abort()}>
        Cancel
      </Button>
    </span>
  );
}
