"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";

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
  const toast = useToast();
  const router = useRouter();
  const confirm = () =>
    start(async () => {
      const result = await remove();
      if (!result.ok) toast.error(result.message);
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
