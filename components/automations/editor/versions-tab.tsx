"use client";

import { useState, useTransition } from "react";

import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card } from "@/components/ui/card";
import { RelativeTime } from "@/components/ui/relative-time";
import { useToast } from "@/components/ui/toast";

import type { EditorActions, SavedAutomation, VersionView } from "../types";
import { DiffView } from "./diff-view";

function Version({
  version,
  automation,
  canEdit,
  restore,
  onRestored,
}: {
  version: VersionView;
  automation: SavedAutomation;
  canEdit: boolean;
  restore: EditorActions["restore"];
  /** Called with the restored definition, which replaces the draft. */
  onRestored: (definition: unknown, version: number) => void;
}) {
  const [isOpen, setIsOpen] = useState(false);
  const [pending, start] = useTransition();
  const toast = useToast();
  const number = version.version;
  const { liveVersion, latestVersion, versions } = automation;
  const isLive = number === liveVersion;
  const other =
    versions.find((one) => one.version === (isLive ? number - 1 : (liveVersion ?? number - 1))) ??
    null;
  const bringBack = () =>
    start(async () => {
      const result = await restore(automation.id, number);
      if (!result.ok) toast.error(result.message);
      else {
        toast.success(`Version ${number} was restored as version ${result.value.version}.`);
        onRestored(version.definition, result.value.version);
      }
    });
  return (
    <li className="border-line grid gap-3 border-t p-4 first:border-t-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <h2 className="text-sm font-semibold">Version {number}</h2>
        {isLive ? <Badge tone="success">live</Badge> : null}
        {number === latestVersion ? <Badge tone="info">latest</Badge> : null}
        <span className="text-muted text-xs">
          {version.author},{" "}
          <RelativeTime atMs={Date.parse(version.createdAt)} timeZone="UTC" focusable={false} />
        </span>
        <div className="ml-auto flex flex-wrap gap-2">
          {other ? (
            <Button size="sm" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
              Compare with version {other.version}
            </Button>
          ) : null}
          {canEdit && number !== latestVersion ? (
            <Button size="sm" pending={pending} onClick={bringBack}>
              Restore
            </Button>
          ) : null}
        </div>
      </div>
      {version.sentence ? <p className="text-sm break-words">{version.sentence}</p> : null}
      {isOpen && other ? (
        <DiffView
          before={other.definition}
          after={version.definition}
          label={`From version ${other.version} to version ${number}`}
        />
      ) : null}
    </li>
  );
}

/** Lists the saved versions. Restoring one creates a new version, which does not change the live one. */
export function VersionsTab(props: {
  automation: SavedAutomation;
  canEdit: boolean;
  restore: EditorActions["restore"];
  /** Called with the restored definition, which replaces the draft. */
  onRestored: (definition: unknown, version: number) => void;
}) {
  return (
    <Card>
      <ol>
        {props.automation.versions.map((version) => (
          <Version key={version.version} version={version} {...props} />
        ))}
      </ol>
    </Card>
  );
}
