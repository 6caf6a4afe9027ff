import type { Figure } from "../contracts/metrics";
import type { Chart } from "../figures/chart";
import type { TileView } from "../figures/tile";
import type { ParsedDefinition } from "./parse-definition";

/** One row as the transform left it. */
export type WidgetRow = Record<string, unknown>;

/** A figure as a whole, and the time that it is of. */
export interface WidgetMetric {
  readonly figure: Figure;
  readonly currency: string;
  /** First and last day, as `2026-11-30`. */
  readonly from: string;
  readonly to: string;
  /** Days that it is compared with. */
  readonly before: { readonly from: string; readonly to: string } | null;
  /** True if the last row may still change. */
  readonly isSoFar: boolean;
}

/** The rows as a picture, drawn on the server. `note` says of which time it is. */
export type WidgetDrawing = { readonly note: string | null } & (
  | { readonly kind: "chart"; readonly chart: Chart }
  | { readonly kind: "tile"; readonly tile: TileView }
);

/** The data of a widget: the answer of `GET /api/widgets/<id>/data`. */
export interface WidgetData {
  readonly rows: WidgetRow[];
  /** Rows that were fetched, before the definition's filter. */
  readonly fetched: number;
  /** True if the provider has more rows than were fetched. */
  readonly hasMore: boolean;
  /** When the provider answered: ISO 8601 in UTC. */
  readonly asOf: string;
  /** Live or test data; `null` when the source has no modes. */
  readonly livemode: boolean | null;
  /** IANA zone of the account that the data belongs to. */
  readonly timeZone: string;
  /** The account's own currency, for rows that name none. */
  readonly currency: string | null;
  /** Names of the objects that rows name by id; the rows keep the ids. */
  readonly names?: Readonly<Record<string, string>> | undefined;
  /** The figure whose course or parts the rows are. */
  readonly metric?: WidgetMetric | undefined;
  /** The picture of the views `chart` and `tile`. */
  readonly drawing?: WidgetDrawing | undefined;
  /** Warnings about unreadable values for the widget's author. */
  readonly diagnostics: string[];
}

/** A widget as it stands on a dashboard. */
export interface WidgetInstance {
  readonly id: string;
  readonly type: string;
  /** The stored definition, parsed by the server: the parser never reaches the browser. */
  readonly parsed: ParsedDefinition;
  readonly title?: string;
  readonly provider: string;
  readonly connectionId: string | null;
  /** Event patterns that change this widget's data, for a definition that names none itself. */
  readonly refreshOn?: readonly string[];
  /** The data shows a change so many milliseconds after its event; left out: at once. */
  readonly settlesMs?: number;
}
