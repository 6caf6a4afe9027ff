"use client";

import Link from "next/link";
import { lazy, Suspense, useState, useTransition } from "react";

import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { LatePart } from "@/components/ui/late-part";
import { LazyMenu } from "@/components/ui/lazy-menu";
import { Skeleton } from "@/components/ui/skeleton";

import { askedFor } from "../approval-policy";
import { StatusBadge } from "../status-badge";
import type { EditorActions, Offer, SavedAutomation } from "../types";

const LiveTools = lazy(async () => ({ default: (await import("./live-tools")).LiveTools }));
const Notices = lazy(async () => ({ default: (await import("./live-tools")).Notices }));
const ImportDialog = lazy(async () => ({
  default: (await import("./import-dialog")).ImportDialog,
}));
const AllowDialog = lazy(async () => ({ default: (await import("./allow-dialog")).AllowDialog }));
const DeleteDialog = lazy(async () => ({
  default: (await import("./delete-dialog")).DeleteDialog,
}));

function download(definition: unknown, name: string): void {
  const text = `${JSON.stringify(definition, null, 2)}\n`;
  const url = URL.createObjectURL(new Blob([text], { type: "application/json" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = `${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-") || "automation"}.json`;
  link.click();
  // The download has taken the URL by the next task.
  setTimeout(() => URL.revokeObjectURL(url), 0);
}

interface HeaderProps {
  name: string;
  definition: unknown;
  automation: SavedAutomation | null;
  offer: Offer;
  actions: EditorActions;
  isDirty: boolean;
  /** False while the code is not valid JSON. */
  canSave: boolean;
  onImport: (definition: unknown) => void;
  save: () => Promise<void>;
  undo: HistoryStep;
  redo: HistoryStep;
}

interface HistoryStep {
  /** Describes the change, such as "removing step ticket"; `undefined` if there is none. */
  readonly label: string | undefined;
  readonly run: () => void;
}

/** Stays in the page when there is nothing to undo, so that it keeps the focus. */
function HistoryButton({ name, step }: { name: "Undo" | "Redo"; step: HistoryStep }) {
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={name}
      aria-keyshortcuts={name === "Undo" ? "Control+Z Meta+Z" : "Control+Shift+Z Meta+Shift+Z"}
      title={step.label ? `${name} ${step.label}` : `Nothing to ${name.toLowerCase()}`}
      aria-disabled={step.label === undefined || undefined}
      onClick={step.run}
    >
      <Icon name={name === "Undo" ? "undo" : "redo"} />
    </Button>
  );
}

function SaveButton({ automation, isDirty, canSave, save }: HeaderProps) {
  const [pending, start] = useTransition();
  return (
    <Button
      variant="primary"
      pending={pending}
      disabled={!canSave || (!isDirty && automation !== null)}
      onClick={() => start(save)}
    >
      {pending ? "Saving…" : "Save"}
    </Button>
  );
}

const canNeedApproval = (automation: SavedAutomation) => {
  const { lists, money } = askedFor(automation);
  return lists || money.length > 0;
};

function More({ name, definition, automation, offer, actions, onImport }: HeaderProps) {
  const [dialog, setDialog] = useState<"import" | "delete" | "allow" | null>(null);
  const menu = [
    { label: "Export as JSON", onSelect: () => download(definition, name) },
    ...(offer.canEdit ? [{ label: "Import…", onSelect: () => setDialog("import") }] : []),
    ...(automation && offer.canAllow && canNeedApproval(automation)
      ? [{ label: "Auto-approval limits…", onSelect: () => setDialog("allow") }]
      : []),
    ...(automation && offer.canEnable
      ? [{ label: "Delete…", danger: true, onSelect: () => setDialog("delete") }]
      : []),
  ];
  return (
    <>
      <LazyMenu label={`More about ${name || "this automation"}`} items={menu} />
      <Suspense fallback={null}>
        {dialog === "import" ? (
          <ImportDialog
            onClose={() => setDialog(null)}
            onImport={(json) => {
              onImport(json);
              setDialog(null);
            }}
          />
        ) : null}
        {dialog === "allow" && automation ? (
          <AllowDialog
            automation={automation}
            allow={actions.allow}
            onClose={() => setDialog(null)}
          />
        ) : null}
        {dialog === "delete" && automation ? (
          <DeleteDialog
            name={name}
            remove={() => actions.remove(automation.id)}
            onClose={() => setDialog(null)}
          />
        ) : null}
      </Suspense>
    </>
  );
}

/** Name, status and actions of the automation. */
export function EditorHeader(props: HeaderProps) {
  const { name, automation, offer, isDirty } = props;
  return (
    <div className="mb-5 grid gap-3">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-3">
        <div className="min-w-0 flex-1 basis-64">
          <p className="text-muted text-xs">
            <Link
              href="/automations"
              className="hover:text-ink inline-block py-1 underline-offset-4 hover:underline"
            >
              Automations
            </Link>
          </p>
          <h1 className="text-xl font-semibold tracking-tight break-words">
            {name || "New automation"}
          </h1>
          <p className="text-muted mt-1 flex min-h-5 flex-wrap items-center gap-2 text-xs">
            {automation ? <StatusBadge status={automation.status} /> : null}
            {automation ? <span>Version {automation.latestVersion}</span> : null}
            <span role="status">{isDirty ? "Unsaved changes" : ""}</span>
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          {automation ? (
            <LatePart fallback={<Skeleton className="h-9 w-32" />}>
              <LiveTools {...props} automation={automation} />
            </LatePart>
          ) : null}
          {offer.canEdit ? (
            <span className="flex">
              <HistoryButton name="Undo" step={props.undo} />
              <HistoryButton name="Redo" step={props.redo} />
            </span>
          ) : null}
          {offer.canEdit ? <SaveButton {...props} /> : null}
          <More {...props} />
        </div>
      </div>
      {automation ? (
        <LatePart>
          <Notices {...props} automation={automation} />
        </LatePart>
      ) : null}
    </div>
  );
}
