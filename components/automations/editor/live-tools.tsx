"use client";

import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTransition } from "react";

import { answerOf } from "@/components/ui/answer-of";
import { Banner } from "@/components/ui/banner";
import { Button, buttonClass } from "@/components/ui/button";
import { useToast } from "@/components/ui/toast";
import { moneyWords } from "@/lib/automations/form/money";

import { askedFor } from "../approval-policy";
import { AutomationSwitch } from "../automation-switch";
import type { EditorActions, Offer, SavedAutomation } from "../types";

interface LiveProps {
  name: string;
  automation: SavedAutomation;
  offer: Offer;
  actions: EditorActions;
  isDirty: boolean;
}

/** Describes what an owner allowed the live version to do without an approval. */
function allowedWords(automation: SavedAutomation): string[] {
  const { liveVersion, allowedItems, allowedMoney, allowedVersion } = automation;
  if (allowedVersion === null || allowedVersion !== liveVersion) return [];
  const limits = askedFor(automation).money.map(moneyWords);
  return [
    ...(allowedItems === null ? [] : [`process lists of up to ${allowedItems} items`]),
    ...(allowedMoney ? [`move ${limits.join(", ")}`] : []),
  ];
}

/** Shows why the automation is paused, its auto-approval limits, and saved versions that are not live. */
export function Notices({ automation, offer, actions }: LiveProps) {
  const [pending, start] = useTransition();
  const toast = useToast();
  const router = useRouter();
  const { id, status, pausedReason, liveVersion, latestVersion } = automation;
  const allowed = allowedWords(automation);
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
        <Banner tone="warning">Paused: {pausedReason}</Banner>
      ) : null}
      {allowed.length > 0 ? (
        <Banner>
          An owner allowed version {liveVersion} to {allowed.join(" and to ")} without an approval.
        </Banner>
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
          Version {liveVersion} is live. Version {latestVersion} is saved but not live.
        </Banner>
      ) : null}
    </>
  );
}

function StartButton({ id, start }: { id: string; start: EditorActions["start"] }) {
  const [pending, startTransition] = useTransition();
  const toast = useToast();
  const router = useRouter();
  const run = () =>
    startTransition(async () => {
      const result = await answerOf(start(id), "the run was started");
      if (result.ok) router.push(`/runs/${result.value.id}` as Route);
      else toast.error(result.message);
    });
  return (
    <Button pending={pending} onClick={run}>
      Run now
    </Button>
  );
}

const isManual = (definition: unknown) =>
  JSON.stringify((definition as { on?: unknown } | null)?.on ?? null).includes('"manual":true');

/** Buttons to enable the automation, open its runs and tests, and start a manual one. */
export function LiveTools({ name, automation, offer, actions, isDirty }: LiveProps) {
  const router = useRouter();
  const live = automation.versions.find(({ version }) => version === automation.liveVersion);
  return (
    <>
      <AutomationSwitch
        id={automation.id}
        name={name}
        status={automation.status}
        canEnable={offer.canEnable && !isDirty}
        canDisable={offer.canEdit}
        reason={offer.canEnable && isDirty ? "Save your changes first." : undefined}
        actions={actions}
        onChanged={() => router.refresh()}
      />
      <Link href={`/automations/${automation.id}/runs` as Route} className={buttonClass({})}>
        Runs
      </Link>
      {offer.canEdit ? (
        <Link href={`/automations/${automation.id}/try` as Route} className={buttonClass({})}>
          Try
        </Link>
      ) : null}
      {automation.status === "enabled" && isManual(live?.definition) ? (
        <StartButton id={automation.id} start={actions.start} />
      ) : null}
    </>
  );
}
