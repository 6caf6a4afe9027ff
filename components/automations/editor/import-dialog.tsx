"use client";

import { useState } from "react";

import { Button } from "@/components/ui/button";
import { Field, TextAreaField } from "@/components/ui/field";
import { LazyDialog } from "@/components/ui/lazy-dialog";

/** Takes a definition from a file or from the clipboard into the draft. Nothing is saved by it. */
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
      setProblem(error instanceof Error ? error.message : "It is no JSON.");
    }
  };
  return (
    <LazyDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="Import a definition"
      description="It replaces the draft. Save it to keep it."
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
        label="Or paste it"
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
