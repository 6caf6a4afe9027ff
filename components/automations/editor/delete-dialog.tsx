"use client";

import { useRouter } from "next/navigation";
import { useState, useTransition } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Button } from "@/components/ui/button";
import { LazyDialog } from "@/components/ui/lazy-dialog";
import { useToast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/core/action-result";

/** Asks before an automation is deleted with its versions and runs. */
export function DeleteDialog({
  name,
  remove,
  onClose,
}: {
  name: string;
  remove: () => Promise<ActionResult<unknown>>;
  onClose: () => void;
}) {
  const [pending, start] = useTransition();
  const [problem, setProblem] = useState<string | null>(null);
  const toast = useToast();
  const router = useRouter();
  const confirm = () =>
    start(async () => {
      const result = await answerOf(remove(), "the automation was deleted");
      if (!result.ok) setProblem(result.message);
      else {
        toast.success(`“${name}” was deleted.`);
        router.push("/automations");
      }
    });
  return (
    <LazyDialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={`Delete “${name}”?`}
      problem={problem}
      description="This also deletes its versions and runs. Runs in progress stop at their next step. To only stop the automation, disable it."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button variant="danger" pending={pending} onClick={confirm}>
            Delete
          </Button>
        </>
      }
    />
  );
}
