"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Field, TextAreaField } from "@/components/ui/field";
import { LazyDialog } from "@/components/ui/lazy-dialog";

/** Replaces the draft by a definition from a file or pasted text. Does not save it. */
export function ImportDialog({
  onImport,
  onClose,
}: {
  onImport: (definition: unknown) => void;
  onClose: () => void;
}) {
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();
  const take = () => {
    try {
      onImport(JSON.parse(text) as unknown);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : "Not valid JSON.");
    }
  };
  return (
    <LazyDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Import a definition"
      description="This replaces the current draft. Nothing is saved until you click Save."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="primary" onClick={take}>
            Import
          </Button>
        </>
      }
    >
      <Field
        label="File"
        type="file"
        accept="application/json,.json"
        className="py-1.5"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          void file?.text().then(setText);
        }}
      />
      <TextAreaField
        label="Or paste JSON"
        rows={8}
        spellCheck={false}
        className="font-mono text-xs"
        value={text}
        error={problem}
        onChange={(event) => {
          setText(event.target.value);
          setProblem(undefined);
        }}
      />
    </LazyDialog>
  );
}
