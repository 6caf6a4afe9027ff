"use client";

import { Autocomplete } from "@base-ui/react/autocomplete";
import type { Route } from "next";
import Link from "next/link";

import { GROUPS } from "@/components/shell/places";
import { Badge } from "@/components/ui/badge";
import { Icon } from "@/components/ui/icon";
import { initials } from "@/lib/core/text";

import type { Result, ResultGroup } from "./results";

const PLACES = GROUPS.flatMap(({ places }) => places);

/** The icon of the place that an address belongs to. */
const iconOf = (href: string): string | undefined =>
  PLACES.filter((place) => place.href !== "/" || href === "/")
    .filter(({ href: path, also = [] }) => [path, ...also].some((one) => href.startsWith(one)))
    .at(-1)?.icon;

function Mark({ result: { look, title, href } }: { result: Result }) {
  const shape = "bg-neutral-soft text-neutral-ink grid size-6 shrink-0 place-items-center";
  if (look === "person")
    return (
      <span aria-hidden="true" className={`${shape} rounded-full text-[0.625rem] font-semibold`}>
        {initials(title)}
      </span>
    );
  return (
    <span className={`${shape} rounded-badge`}>
      {look === "action" ? (
        <Icon name="plus" className="size-3.5" />
      ) : (
        <svg viewBox="0 0 16 16" aria-hidden="true" className="icon size-3.5" strokeWidth="1.5">
          <path d={iconOf(href)} />
        </svg>
      )}
    </span>
  );
}

const escaped = (word: string) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);

/** A text in which the typed words stand out. */
function Marked({ text, typed }: { text: string; typed: string }) {
  const words = typed.split(/\s+/).filter((word) => word.length > 1);
  if (words.length === 0) return text;
  const parts = text.split(new RegExp(`(${words.map(escaped).join("|")})`, "i"));
  return parts.map((part, index) =>
    index % 2 === 1 ? (
      // oxlint-disable-next-line react/no-array-index-key -- the parts of one text have no other identity
      <mark key={index} className="text-link bg-transparent font-semibold">
        {part}
      </mark>
    ) : (
      part
    ),
  );
}

function Ending({ result: { status, date, account } }: { result: Result }) {
  return (
    <span className="text-muted ml-auto flex shrink-0 items-center gap-x-3 text-xs max-md:flex-col max-md:items-end">
      {account ? <span className="max-w-40 truncate max-md:hidden">{account}</span> : null}
      {status ? <Badge tone={status.tone}>{status.label}</Badge> : null}
      {date ? (
        <span className="figures text-right whitespace-nowrap md:min-w-22">{date}</span>
      ) : null}
    </span>
  );
}

interface RowProps {
  readonly result: Result;
  readonly typed: string;
  readonly onOpen: (result: Result, isTab: boolean) => void;
}

/** A result as a link, so that it can be opened in a tab or copied as everywhere. */
function ResultRow({ result, typed, onOpen }: RowProps) {
  const { title, note, isProblem, href } = result;
  return (
    <Autocomplete.Item
      value={result}
      render={<Link href={href as Route} prefetch={false} tabIndex={-1} />}
      onClick={(event) => {
        const isTab = event.ctrlKey || event.metaKey || event.shiftKey;
        // The browser opens a tab or a window by itself.
        if (!isTab) event.preventDefault();
        onOpen(result, isTab);
      }}
      className="group/row data-highlighted:bg-selected rounded-control flex min-h-10 cursor-pointer items-center gap-3 px-2 py-1.5 outline-none pointer-coarse:min-h-12"
    >
      <Mark result={result} />
      <span className="min-w-0 md:truncate">
        <bdi className="font-medium max-md:block max-md:truncate">
          <Marked text={title} typed={typed} />
        </bdi>{" "}
        <bdi
          className={`max-md:block max-md:truncate max-md:text-xs md:ml-1 ${isProblem ? "text-danger-ink" : "text-muted"}`}
        >
          {note ? <Marked text={note} typed={typed} /> : null}
        </bdi>
      </span>{" "}
      <Ending result={result} />
      <kbd
        aria-hidden="true"
        className="border-line bg-surface text-muted rounded-badge invisible grid h-5 min-w-5 shrink-0 place-items-center border text-xs group-data-highlighted/row:visible max-md:hidden pointer-coarse:hidden"
      >
        ↵
      </kbd>
    </Autocomplete.Item>
  );
}

/** The results of one kind under their heading. */
export function ResultRows({
  group,
  ...row
}: { readonly group: ResultGroup } & Omit<RowProps, "result">) {
  return (
    <Autocomplete.Group items={group.items} className="pb-1">
      <Autocomplete.GroupLabel className="text-muted px-2 pt-2 pb-1 text-xs font-medium">
        {group.value}
      </Autocomplete.GroupLabel>
      <Autocomplete.Collection>
        {(result: Result) => <ResultRow key={result.key} result={result} {...row} />}
      </Autocomplete.Collection>
    </Autocomplete.Group>
  );
}
