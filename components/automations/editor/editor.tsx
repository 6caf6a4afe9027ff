"use client";

import { useRouter } from "next/navigation";
import { lazy, Suspense, useCallback, useMemo, useState } from "react";

import { Button } from "@/components/ui/button";
import { LazyDialog } from "@/components/ui/lazy-dialog";
import { Skeleton } from "@/components/ui/skeleton";

import type { Checkup, EditorActions, Offer, SavedAutomation } from "../types";
import { EditorContext, type EditorValue } from "./editor-context";
import { EditorHeader } from "./editor-header";
import { EditorTabs, panelId, TABS, type TabId } from "./editor-tabs";
import { FormTab } from "./form-tab";
import { useCheckup } from "./use-checkup";
import { useDraft } from "./use-draft";
import { useLeaveGuard } from "./use-leave-guard";
import { useWholeCatalogue } from "./use-operations";
import { useSave, type Conflict } from "./use-save";
import { useUndo } from "./use-undo";

// The server-rendered HTML stays visible until these chunks are loaded.
const Readback = lazy(async () => ({ default: (await import("./readback")).Readback }));
const BacktestTab = lazy(async () => ({ default: (await import("./backtest-tab")).BacktestTab }));
const CodeTab = lazy(async () => ({ default: (await import("./code-tab")).CodeTab }));
const ConflictDialog = lazy(async () => ({
  default: (await import("./conflict-dialog")).ConflictDialog,
}));
const VersionsTab = lazy(async () => ({ default: (await import("./versions-tab")).VersionsTab }));

export interface EditorProps {
  /** `null` for an automation that was never saved. */
  automation: SavedAutomation | null;
  /** Definition that a new automation starts with. */
  initial: unknown;
  /** Check result of the initial definition, made by the server. */
  first?: Checkup | undefined;
  offer: Offer;
  actions: EditorActions;
}

function LeaveDialog({ leave, stay }: { leave: () => void; stay: () => void }) {
  return (
    <LazyDialog
      open
      onOpenChange={(open) => !open && stay()}
      title="Leave without saving?"
      description="Your changes since the last save will be lost."
      footer={
        <>
          <Button onClick={stay}>Stay</Button>
          <Button variant="danger" onClick={leave}>
            Leave
          </Button>
        </>
      }
    />
  );
}

function NoForm({ onCode }: { onCode: () => void }) {
  return (
    <div className="grid justify-items-start gap-3 py-6">
      <p className="text-sm">This definition cannot be shown as a form. Fix it in the Code tab.</p>
      <Button onClick={onCode}>Open Code</Button>
    </div>
  );
}

type Draft = ReturnType<typeof useDraft>;

interface PanelProps extends EditorProps {
  tab: TabId;
  draft: Draft;
  value: EditorValue | null;
  /** True if the current draft has been checked and has no problems. */
  isValid: boolean;
  onTab: (tab: TabId) => void;
  onRestored: (definition: unknown, version: number) => void;
}

function Panel(props: PanelProps) {
  const { tab, automation, offer, actions, draft, value, isValid, onTab, onRestored } = props;
  switch (tab) {
    case "form":
      return value && draft.codeError === null ? (
        <EditorContext value={value}>
          <FormTab />
        </EditorContext>
      ) : (
        <NoForm onCode={() => onTab("code")} />
      );
    case "code":
      return (
        <CodeTab
          code={draft.code}
          error={draft.codeError}
          canEdit={offer.canEdit}
          onCode={draft.changeCode}
        />
      );
    case "backtest":
      return (
        <BacktestTab
          definition={draft.definition}
          id={automation?.id}
          catalogue={value?.catalogue ?? offer.catalogue}
          isValid={isValid}
          backtest={actions.backtest}
        />
      );
    case "versions":
      return automation ? (
        <VersionsTab
          automation={automation}
          canEdit={offer.canEdit}
          restore={actions.restore}
          onRestored={onRestored}
        />
      ) : null;
  }
}

/** Summary of the draft, next to the form. */
function Summary({
  draft,
  checked,
  offer,
  hidesIssues,
}: {
  draft: Draft;
  checked: ReturnType<typeof useCheckup>;
  offer: Offer;
  hidesIssues: boolean;
}) {
  return (
    <Suspense fallback={<Skeleton className="h-40 w-full" />}>
      <Readback
        definition={draft.definition}
        checkup={checked.checkup}
        codeError={draft.codeError}
        isPending={checked.isPending}
        problem={checked.problem}
        onRetry={checked.again}
        showsIssues={!hidesIssues}
        events={offer.catalogue.events}
        hasEventTrigger={draft.form?.trigger.kind === "event"}
      />
    </Suspense>
  );
}

/** Dialogs about a newer version and before leaving with unsaved changes. */
function Questions({
  conflict,
  guard,
  onView,
}: {
  conflict: Conflict | null;
  guard: ReturnType<typeof useLeaveGuard>;
  onView: () => void;
}) {
  return (
    <>
      {conflict ? (
        <Suspense fallback={null}>
          <ConflictDialog
            {...conflict}
            onView={() => {
              conflict.onClose();
              onView();
            }}
          />
        </Suspense>
      ) : null}
      {guard.wanted ? <LeaveDialog leave={guard.leave} stay={guard.stay} /> : null}
    </>
  );
}

/** Text for screen readers. A repeated text gets an invisible character, so that it is announced again. */
function useSaid() {
  const [said, setSaid] = useState("");
  const say = useCallback(
    (text: string) => setSaid((before) => (before === text ? `${text}\u00A0` : text)),
    [],
  );
  return [said, say] as const;
}

/** Edits an automation as a form or as code, with a summary and the problems of the draft. */
export function Editor(props: EditorProps) {
  const { automation, initial, first, offer, actions } = props;
  const saved = automation?.versions[0]?.definition ?? initial;
  const draft = useDraft(saved, saved);
  const { definition, form, codeError, isDirty, changeForm } = draft;
  const [tab, setTab] = useState<TabId>("form");
  const [said, say] = useSaid();
  const checked = useCheckup(definition, first, actions.check);
  const { checkup, isPending } = checked;
  const guard = useLeaveGuard(isDirty);
  const router = useRouter();
  const { save, conflict, setBase } = useSave(automation, actions, definition);
  // An untouched new form shows no problems.
  const isUntouched = automation === null && !isDirty && form?.steps.length === 0;
  const { goBack, goForth } = useUndo(draft, offer.canEdit, say);
  const removed = draft.undoable?.removed;
  const catalogue = useWholeCatalogue(offer.catalogue, form);
  const value = useMemo<EditorValue | null>(() => {
    const { connections, canEdit } = offer;
    const issues = isUntouched ? [] : (checkup?.issues ?? []);
    const shared = { catalogue, connections, canEdit, issues, checkup, removed, undo: goBack };
    return form && { ...shared, form, change: changeForm, say };
  }, [form, offer, catalogue, checkup, changeForm, isUntouched, removed, goBack, say]);
  const shown = TABS.map(({ id }) => id).filter((id) => id !== "versions" || automation);
  return (
    <>
      <EditorHeader
        name={form?.name ?? ""}
        definition={definition}
        automation={automation}
        offer={offer}
        actions={actions}
        isDirty={isDirty}
        canSave={codeError === null}
        onImport={(json) => draft.replace(json, "the import")}
        save={save}
        undo={{ label: draft.undoable?.label, run: goBack }}
        redo={{ label: draft.redoable?.label, run: goForth }}
      />
      <p role="status" className="sr-only">
        {said}
      </p>
      <div className="grid grid-cols-1 items-start gap-6 xl:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="grid min-w-0 grid-cols-1 gap-4">
          <EditorTabs tab={tab} shown={shown} onTab={setTab} />
          <div id={panelId(tab)} role="tabpanel" aria-labelledby={`tab-${tab}`}>
            {/* As high as a screen: a form comes that is higher, and must not push what stands below it. */}
            <Suspense fallback={<Skeleton className="h-svh w-full" />}>
              <Panel
                {...props}
                tab={tab}
                draft={draft}
                value={value}
                isValid={codeError === null && checkup?.ok === true && !isPending}
                onTab={setTab}
                onRestored={(restored, version) => {
                  draft.replace(restored, "restoring a version");
                  setBase(version);
                  router.refresh();
                }}
              />
            </Suspense>
          </div>
        </div>
        <div className="xl:sticky xl:top-4">
          <Summary draft={draft} checked={checked} offer={offer} hidesIssues={isUntouched} />
        </div>
      </div>
      <Questions
        conflict={conflict}
        guard={guard}
        onView={() => {
          setTab("versions");
          router.refresh();
        }}
      />
    </>
  );
}
