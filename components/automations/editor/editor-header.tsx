"use client";

import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { lazy, Suspense, useState, useTransition } from "react";

import { Banner } from "@/components/ui/banner";
import { Button, buttonClass } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { LazyMenu } from "@/components/ui/lazy-menu";
import { useToast } from "@/components/ui/toast";

import { AutomationSwitch } from "../automation-switch";
import { StatusBadge } from "../status-badge";
import type { EditorActions, Offer, SavedAutomation } from "../types";

const ImportDialog = lazy(async () => ({
  default: (await import("./import-dialog")).ImportDialog,
}));
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
  /** Whether the definition is one at all; unfinished ones cannot be saved. */
  canSave: boolean;
  onImport: (definition: unknown) => void;
  save: () => Promise<void>;
  undo: Turn;
  redo: Turn;
}

/** One change back or forth. */
interface Turn {
  /** Which change; `undefined` when there is none. */
  readonly label: string | undefined;
  readonly go: () => void;
}

/** Stays where it is when nothing is left to do, so that the focus does. */
function TurnButton({ name, turn }: { name: "Undo" | "Redo"; turn: Turn }) {
  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={name}
      title={turn.label ? `${name} ${turn.label}` : `Nothing to ${name.toLowerCase()}`}
      aria-disabled={turn.label === undefined || undefined}
      onClick={turn.go}
    >
      <Icon name={name === "Undo" ? "undo" : "redo"} />
    </Button>
  );
}

/** What is live beside what is saved, and why it stands still if it does. */
function Notices({ automation, offer, actions }: HeaderProps) {
  const [pending, start] = useTransition();
  const toast = useToast();
  const router = useRouter();
  if (!automation) return null;
  const { id, status, pausedReason, liveVersion, latestVersion } = automation;
  const isBehind = status === "enabled" && liveVersion !== null && liveVersion < latestVersion;
  const enable = () =>
    start(async () => {
      const result = await actions.enable(id, latestVersion);
      if (!result.ok) toast.error(result.message);
      else {
        toast.success(`Version ${latestVersion} is live.`);
        router.refresh();
      }
    });
  return (
    <>
      {status === "paused" && pausedReason ? (
        <Banner tone="warning">It was paused: {pausedReason}</Banner>
      ) : null}
      {isBehind ? (
        <Banner
          action={
            offer.canEnable ? (
              <Button size="sm" pending={pending} onClick={enable}>
                Make version {latestVersion} live
              </Button>
            ) : null
          }
        >
          Version {liveVersion} is live; version {latestVersion} is saved.
        </Banner>
      ) : null}
    </>
  );
}

function StartButton({ id, start }: { id: string; start: EditorActions["start"] }) {
  const [pending, begin] = useTransition();
  const toast = useToast();
  const router = useRouter();
  const run = () =>
    begin(async () => {
      const result = await start(id);
      if (result.ok) router.push(`/runs/${result.value.id}` as Route);
      else toast.error(result.message);
    });
  return (
    <Button pending={pending} onClick={run}>
      Start now
    </Button>
  );
}

const startsByHand = (definition: unknown) =>
  JSON.stringify((definition as { on?: unknown } | null)?.on ?? null).includes('"manual":true');

/** The switch, the way to the runs, and for one that starts by hand the button that does. */
function LiveTools({ name, automation, offer, actions, isDirty }: HeaderProps) {
  const router = useRouter();
  if (!automation) return null;
  const live = automation.versions.find(({ version }) => version === automation.liveVersion);
  return (
    <>
      <AutomationSwitch
        id={automation.id}
        name={name}
        status={automation.status}
        canEnable={offer.canEnable && !isDirty}
        canDisable={offer.canEdit}
        actions={actions}
        onChanged={() => router.refresh()}
      />
      <Link href={`/automations/${automation.id}/runs` as Route} className={buttonClass({})}>
        Runs
      </Link>
      {automation.status === "enabled" && startsByHand(live?.definition) ? (
        <StartButton id={automation.id} start={actions.start} />
      ) : null}
    </>
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

function More({ name, definition, automation, offer, actions, onImport }: HeaderProps) {
  const [asks, setAsks] = useState<"import" | "delete" | null>(null);
  const menu = [
    { label: "Export as JSON", onSelect: () => download(definition, name) },
    ...(offer.canEdit ? [{ label: "Import…", onSelect: () => setAsks("import") }] : []),
    ...(automation && offer.canEnable
      ? [{ label: "Delete…", danger: true, onSelect: () => setAsks("delete") }]
      : []),
  ];
  return (
    <>
      <LazyMenu label={`More about ${name || "this automation"}`} items={menu} />
      <Suspense fallback={null}>
        {asks === "import" ? (
          <ImportDialog
            onClose={() => setAsks(null)}
            onImport={(json) => {
              onImport(json);
              setAsks(null);
            }}
          />
        ) : null}
        {asks === "delete" && automation ? (
          <DeleteDialog
            name={name}
            remove={() => actions.remove(automation.id)}
            onClose={() => setAsks(null)}
          />
        ) : null}
      </Suspense>
    </>
  );
}

/** The name, the switch and the buttons of the editor. */
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
            <span role="status">{isDirty ? "Not saved" : ""}</span>
          </p>
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <LiveTools {...props} />
          {offer.canEdit ? (
            <span className="flex">
              <TurnButton name="Undo" turn={props.undo} />
              <TurnButton name="Redo" turn={props.redo} />
            </span>
          ) : null}
          {offer.canEdit ? <SaveButton {...props} /> : null}
          <More {...props} />
        </div>
      </div>
      <Notices {...props} />
    </div>
  );
}
