"use client";

import type { Route } from "next";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTransition } from "react";

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

/** What an owner lets the live version do without asking a person. */
function allowedWords(automation: SavedAutomation): string[] {
  const { liveVersion, allowedItems, allowedMoney, allowedVersion } = automation;
  if (allowedVersion === null || allowedVersion !== liveVersion) return [];
  const limits = askedFor(automation).money.map(moneyWords);
  return [
    ...(allowedItems === null ? [] : [`do lists of up to ${allowedItems} items`]),
    ...(allowedMoney ? [`move ${limits.join(", ")}`] : []),
  ];
}

/** What is live beside what is saved, and why it stands still if it does. */
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
        <Banner tone="warning">It was paused: {pausedReason}</Banner>
      ) : null}
      {allowed.length > 0 ? (
        <Banner>
          An owner lets version {liveVersion} {allowed.join(", and ")} without asking.
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

/** The button that enables it, the way to the runs, and for one that starts by hand the button that does. */
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
      <Link href={`/automations/${automation.id}/try` as Route} className={buttonClass({})}>
        Try
      </Link>
      {automation.status === "enabled" && startsByHand(live?.definition) ? (
        <StartButton id={automation.id} start={actions.start} />
      ) : null}
    </>
  );
}
