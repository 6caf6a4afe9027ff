import "server-only";
import type { Context } from "@/lib/verbs/types";
import { widgetData } from "@/lib/verbs/widgets/data";
import type { WidgetData, WidgetInstance } from "@/lib/widgets/data";

/** How long the first paint waits for a provider before the browser asks itself. */
const PATIENCE_MS = 1500;

/** The widgets' rows for the first paint. One that fails or is slow is absent: its card says so, or asks again. */
export async function firstData(
  context: Context,
  widgets: readonly WidgetInstance[],
): Promise<Record<string, WidgetData>> {
  const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE_MS).unref());
  const all = await Promise.all(
    widgets.map(async ({ id }) => {
      const data = await Promise.race([widgetData.run(context, { id }).catch(() => null), late]);
      return data ? ([[id, data]] as const) : [];
    }),
  );
  // The contract leaves the picture open; lib/widgets/draw.ts has drawn it.
  return Object.fromEntries(all.flat()) as Record<string, WidgetData>;
}
