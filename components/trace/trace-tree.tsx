"use client";

import type { Route } from "next";
import Link from "next/link";
import { useRef, useState, type KeyboardEvent } from "react";

import {
  flatten,
  type TraceNode,
  type TraceTree,
  type EventNode,
} from "@/lib/mesh/browser/trace-tree";

import { TraceRow, hrefOf } from "./trace-row";

/** Deeper nodes are not indented further, so that a narrow page keeps space for text. */
const MAX_INDENT = 7;

interface Item {
  readonly node: TraceNode;
  readonly depth: number;
  readonly place: number;
  readonly siblings: number;
  readonly parent: string | null;
}

/** Returns the visible rows in order. */
function itemsOf(root: TraceNode, folded: ReadonlySet<string>): Item[] {
  const below = (node: TraceNode, depth: number): Item[] =>
    folded.has(node.key)
      ? []
      : node.children.flatMap((child, index) => [
          {
            node: child,
            depth,
            place: index + 1,
            siblings: node.children.length,
            parent: node.key,
          },
          ...below(child, depth + 1),
        ]);
  return [{ node: root, depth: 0, place: 1, siblings: 1, parent: null }, ...below(root, 1)];
}

/** Returns the row that a key moves to, or the row that it folds or unfolds. */
function moveOf(
  key: string,
  items: readonly Item[],
  at: number,
  folded: ReadonlySet<string>,
): { to?: string | undefined; fold?: string; unfold?: string } | null {
  const item = items[at];
  if (!item) return null;
  const { node, parent } = item;
  const hasChildren = node.children.length > 0;
  switch (key) {
    case "ArrowDown":
      return { to: items[at + 1]?.node.key };
    case "ArrowUp":
      return { to: items[at - 1]?.node.key };
    case "Home":
      return { to: items[0]?.node.key };
    case "End":
      return { to: items.at(-1)?.node.key };
    case "ArrowRight":
      if (!hasChildren) return {};
      return folded.has(node.key) ? { unfold: node.key } : { to: node.children[0]?.key };
    case "ArrowLeft":
      return hasChildren && !folded.has(node.key)
        ? { fold: node.key }
        : { to: parent ?? undefined };
    default:
      return null;
  }
}

interface RowProps {
  readonly item: Item;
  readonly isFocus: boolean;
  readonly isStop: boolean;
  readonly isFolded: boolean;
  readonly onFold: () => void;
  readonly onStop: () => void;
  readonly onOpenEvent: ((node: EventNode) => boolean) | undefined;
}

function Row({ item, isFocus, isStop, isFolded, onFold, onStop, onOpenEvent }: RowProps) {
  const { node, depth, place, siblings } = item;
  const href = hrefOf(node);
  const hasChildren = node.children.length > 0;
  const shared = {
    role: "treeitem",
    "data-key": node.key,
    "aria-level": depth + 1,
    "aria-posinset": place,
    "aria-setsize": siblings,
    ...(hasChildren ? { "aria-expanded": !isFolded } : {}),
    ...(isFocus ? { "aria-current": "true" as const } : {}),
    tabIndex: isStop ? 0 : -1,
    onFocus: onStop,
    className: `flex min-h-8 min-w-0 flex-1 flex-wrap items-center gap-x-2 gap-y-0.5 rounded-md px-2 py-1 ${isFocus ? "bg-accent-soft" : "hover:bg-sunken"}`,
  };
  const open = () => node.kind === "event" && (onOpenEvent?.(node) ?? false);
  const body = (
    <>
      <TraceRow node={node} />
      {node.isCut ? <span className="text-warning-ink text-xs">more not shown</span> : null}
    </>
  );
  return (
    <li
      role="none"
      className="flex items-start"
      style={{ paddingInlineStart: `${Math.min(depth, MAX_INDENT) * 0.75}rem` }}
    >
      <button
        type="button"
        // For pointers only: with the keyboard, arrow keys fold a row.
        aria-hidden="true"
        tabIndex={-1}
        onClick={onFold}
        className={`grid h-8 w-6 shrink-0 place-items-center ${hasChildren ? "" : "invisible"}`}
      >
        <svg
          aria-hidden="true"
          viewBox="0 0 16 16"
          className={`size-3 fill-none stroke-current stroke-2 transition-transform ${isFolded ? "-rotate-90" : ""}`}
        >
          <path d="m4 6 4 4 4-4" />
        </svg>
      </button>
      {href === null ? (
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions, jsx-a11y/click-events-have-key-events -- a row of the tree, which hears the keys
        <span {...shared} onClick={open}>
          {body}
        </span>
      ) : (
        <Link
          {...shared}
          href={href as Route}
          prefetch={false}
          onClick={(event) => {
            const isPlain = !(event.metaKey || event.ctrlKey || event.shiftKey);
            if (isPlain && open()) event.preventDefault();
          }}
        >
          {body}
        </Link>
      )}
    </li>
  );
}

/** Tree from the first cause to all effects. Arrow keys move and fold, Enter opens. */
export function TraceTreeView({
  tree,
  onOpenEvent,
}: {
  readonly tree: TraceTree;
  /** Opens an event in place. Returns false to open its page instead. */
  readonly onOpenEvent?: (node: EventNode) => boolean;
}) {
  const [folded, setFolded] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const items = itemsOf(tree.root, folded);
  const wanted = chosen ?? tree.focus;
  const stop = items.some(({ node }) => node.key === wanted) ? wanted : tree.root.key;
  const setFold = (key: string, isFolded: boolean) =>
    setFolded((before) => {
      const next = new Set(before);
      if (isFolded) next.add(key);
      else next.delete(key);
      return next;
    });
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.altKey || event.ctrlKey || event.metaKey) return;
    const key = (event.target as HTMLElement).closest<HTMLElement>("[data-key]")?.dataset["key"];
    const at = items.findIndex(({ node }) => node.key === key);
    const node = items[at]?.node;
    if (event.key === "Enter" && node?.kind === "event" && hrefOf(node) === null) {
      onOpenEvent?.(node);
      return;
    }
    const move = moveOf(event.key, items, at, folded);
    if (!move) return;
    event.preventDefault();
    if (move.fold !== undefined) setFold(move.fold, true);
    if (move.unfold !== undefined) setFold(move.unfold, false);
    if (move.to !== undefined)
      list.current?.querySelector<HTMLElement>(`[data-key="${CSS.escape(move.to)}"]`)?.focus();
  };
  return (
    <div className="grid grid-cols-1 gap-1">
      {/* oxlint-disable-next-line jsx-a11y/interactive-supports-focus -- one of its rows holds the focus */}
      <ul
        ref={list}
        role="tree"
        aria-label="Trace and effects"
        onKeyDown={onKeyDown}
        className="grid grid-cols-1"
      >
        {items.map((item) => (
          <Row
            key={item.node.key}
            item={item}
            isFocus={item.node.key === tree.focus}
            isStop={item.node.key === stop}
            isFolded={folded.has(item.node.key)}
            onFold={() => setFold(item.node.key, !folded.has(item.node.key))}
            onStop={() => setChosen(item.node.key)}
            onOpenEvent={onOpenEvent}
          />
        ))}
      </ul>
      {tree.isCut ? (
        <p role="note" className="text-warning-ink text-xs">
          This trace is too long to show completely. It shows {flatten(tree.root).length} entries;
          open one to see more around it.
        </p>
      ) : null}
    </div>
  );
}
