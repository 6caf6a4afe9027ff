"use client";

import type { ReactNode } from "react";
import { useCallback, useId, useState, useSyncExternalStore } from "react";

import { useMesh } from "@/components/mesh/mesh-context";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Card, CardHeader, CardTitle } from "@/components/ui/card";
import { Icon } from "@/components/ui/icon";
import type { WidgetData, WidgetRow } from "@/lib/widgets/data";
import type { FormatContext } from "@/lib/widgets/format";
import { eventForClick, isClickable, missingVariables } from "@/lib/widgets/interactions";
import { readPath } from "@/lib/widgets/paths";
import type { WidgetDefinition } from "@/lib/widgets/schema";

import { WidgetRequestError } from "./fetch-widget";
import { useEscape } from "./use-escape";
import { useReveal } from "./use-reveal";
import { useWidgetData } from "./use-widget-data";
import { useWidgetState } from "./use-widget-state";
import type { KeyedRow } from "./view-props";
import { keyRows } from "./view-props";
import { WidgetBody } from "./widget-body";
import type { WidgetCardProps } from "./widget-card-props";
import { WidgetFooter } from "./widget-footer";
import { widgetStatus } from "./widget-status";

/** Views that are as tall as what they show. */
const GROWING: readonly string[] = ["stat", "chart", "tile"];

/** Tells a body that is as tall as its card, whatever it holds. */
const isFixed = (definition: WidgetDefinition | null): boolean =>
  !GROWING.includes(definition?.display.view ?? "") &&
  definition?.display.layout?.height !== "auto";

/** As many rows as a body shows without scrolling. */
const MAX_FIRST_ROWS = 9;
const never = () => () => {};

/** The rows to draw: from the server those that can be seen, since it sends each as HTML beside its data; then all. */
function useDrawnRows(definition: WidgetDefinition | null, rows: readonly KeyedRow[]) {
  const isAlive = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return isAlive || !isFixed(definition) ? rows : rows.slice(0, MAX_FIRST_ROWS);
}

/** The rows that stay as tall as their card; figures take the room that they need. */
function bodyClass(definition: WidgetDefinition | null): string {
  const view = definition?.display.view;
  if (view === "stat" || view === "tile") return "min-h-20 pb-2";
  return isFixed(definition)
    ? "h-[22rem] overflow-y-auto overscroll-contain pb-1"
    : "min-h-64 pb-1";
}

interface BodyProps {
  definition: WidgetDefinition | null;
  name: string;
  /** True if rows can be reached by key, so that the body need not be. */
  hasStops: boolean;
  children: ReactNode;
}

/** The part that scrolls; reachable by key where nothing inside it is. */
function Body({ definition, name, hasStops, children }: BodyProps) {
  const view = definition?.display.view;
  const reachable = !hasStops && (view === "feed" || view === "detail" || view === "list");
  if (!reachable) return <div className={bodyClass(definition)}>{children}</div>;
  return (
    <section
      aria-label={`${name}, content`}
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- a scrolling region must be reachable by key
      tabIndex={0}
      className={`${bodyClass(definition)} -outline-offset-2`}
    >
      {children}
    </section>
  );
}

/** Selects a row and publishes the one event that its click stands for. */
function useRowSelection(definition: WidgetDefinition | null) {
  const mesh = useMesh();
  const [selectedKey, setSelectedKey] = useState<string | null>(null);
  const select = useCallback(
    ({ key, row }: KeyedRow) => {
      if (!definition) return;
      setSelectedKey(key);
      const event = eventForClick(definition, row);
      const id = readPath(row, definition.display.rowKey ?? "id");
      if (event) mesh.publish({ ...event, ...(typeof id === "string" ? { subject: id } : {}) });
    },
    [definition, mesh],
  );
  const unselect = useCallback(() => setSelectedKey(null), []);
  const onSelect = definition && isClickable(definition) ? select : null;
  return { selectedKey, unselect, onSelect };
}

/** The answer of the server, known before it is asked. */
const notConnected = (provider: string) =>
  new WidgetRequestError("conflict", `${provider} is not connected.`, { reason: "not-connected" });

/** Sources that read a connected account. */
const OF_ACCOUNT: readonly string[] = ["api", "objects", "metric"];
const needsAccount = (definition: WidgetDefinition | null): boolean =>
  OF_ACCOUNT.includes(definition?.dataSource.type ?? "");

function useWidget({ instance, initialData, unconnected }: WidgetCardProps) {
  const { parsed } = instance;
  const definition = parsed.ok ? parsed.definition : null;
  const { state, refreshes, selections, clear } = useWidgetState(definition);
  const waiting = definition !== null && missingVariables(definition, state).length > 0;
  const { variables } = state;
  const missing = needsAccount(definition) ? unconnected : undefined;
  const question = { instance, definition, variables, refreshes, initialData };
  const answer = useWidgetData({ ...question, waiting: waiting || missing !== undefined });
  const loaded = missing ? { ...answer, data: undefined, error: notConnected(missing) } : answer;
  const status = widgetStatus({
    issues: parsed.ok ? [] : parsed.issues,
    waiting,
    filter: state.filter,
    ...loaded,
  });
  return { definition, state, selections, clear, status, ...loaded };
}

/** How values of the rows are written. */
const formatOf = (data: WidgetData | undefined): FormatContext => ({
  timeZone: data?.timeZone ?? "UTC",
  currency: data?.currency ?? null,
  nowMs: data ? Date.parse(data.asOf) : 0,
  ...(data?.names ? { names: data.names } : {}),
});

interface HeaderProps {
  name: string;
  titleId: string;
  widget: ReturnType<typeof useWidget>;
  menu: ReactNode;
  /** Leads to what was selected; `null` where nothing was moved. */
  goBack: (() => void) | null;
}

function Header({ name, titleId, widget, menu, goBack }: HeaderProps) {
  const { definition, status, data, isValidating, refresh } = widget;
  return (
    <CardHeader>
      {goBack ? (
        <Button size="sm" className="lg:hidden" onClick={goBack}>
          Back
        </Button>
      ) : null}
      <CardTitle id={titleId}>{name}</CardTitle>
      {data?.livemode === false ? <Badge tone="warning">Test</Badge> : null}
      <span className="flex-1" />
      <Button
        variant="ghost"
        size="icon"
        aria-label={`Refresh ${name}`}
        pending={isValidating}
        disabled={!definition || status.kind === "waiting"}
        onClick={refresh}
      >
        <Icon name="refresh" className={isValidating ? "motion-safe:animate-spin" : ""} />
      </Button>
      {menu}
    </CardHeader>
  );
}

/** The card itself: header, the state that it is in, and where its rows stand. */
export function LoadedCard(props: WidgetCardProps) {
  const { instance, menu } = props;
  const titleId = useId();
  const widget = useWidget(props);
  const { definition, state, status, data } = widget;
  const { selectedKey, unselect, onSelect } = useRowSelection(definition);
  const { clear } = widget;
  const { card, goBack } = useReveal(widget.selections);
  const hasSelection = selectedKey !== null || state.filter !== null || state.highlight !== null;
  useEscape(
    hasSelection,
    useCallback(() => {
      unselect();
      clear();
    }, [unselect, clear]),
  );
  const name = instance.title ?? definition?.name ?? instance.type;
  const all = "rows" in status && definition ? keyRows(definition, status.rows) : [];
  const rows = useDrawnRows(definition, all);
  const { highlight } = state;
  const isHighlighted = (row: WidgetRow) =>
    highlight !== null && Object.is(readPath(row, highlight.field), highlight.value);
  const format = formatOf(data);
  return (
    <Card
      ref={card}
      tabIndex={-1}
      aria-labelledby={titleId}
      aria-busy={widget.isValidating}
      data-state={status.kind}
      className="scroll-mt-2 outline-offset-2"
    >
      <Header name={name} titleId={titleId} widget={widget} menu={menu} goBack={goBack} />
      <Body definition={definition} name={name} hasStops={onSelect !== null}>
        <WidgetBody
          status={status}
          definition={definition}
          view={{
            rows,
            format,
            drawing: data?.drawing ?? null,
            label: name,
            selectedKey,
            isHighlighted,
            onSelect,
          }}
          onRetry={widget.refresh}
          onClear={widget.clear}
        />
      </Body>
      <WidgetFooter
        status={status}
        data={data}
        error={widget.error}
        state={state}
        onClear={widget.clear}
        onRetry={widget.refresh}
      />
    </Card>
  );
}
