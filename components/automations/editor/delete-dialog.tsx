"use client";

import { useRouter } from "next/navigation";
import { useTransition } from "react";

import { Button } from "@/components/ui/button";
import { LazyDialog } from "@/components/ui/lazy-dialog";
import { useToast } from "@/components/ui/toast";
import type { ActionResult } from "@/lib/core/action-result";

/** Says what goes with an automation before it is deleted. */
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
      description="Its versions and its runs are deleted with it; runs under way stop at their next step. To stop it only, turn it off."
      footer={
        <>
          <Button onClick={onClose}>Keep it</Button>
          <Button variant="danger" pending={pending} onClick={confirm}>
            Delete
          </Button>
        </>
      }
    />
  );
}
