import type { Catalogue } from "@/lib/automations/catalogue";
import { parseAutomation } from "@/lib/automations/schema";
import { kindOf } from "@/lib/automations/steps/parse";
import type { AnyStep } from "@/lib/automations/steps/types";
import type { ApprovalRow } from "@/lib/db/approvals";
import { getProvider, isProviderId } from "@/lib/providers/registry";

/** The consequences of an approval, for the approver. */
export interface ApprovalOutlook {
  /** The operation that is sent; `null` if the step only asks. */
  readonly action: {
    readonly title: string;
    /** Name of the provider that does it. */
    readonly provider: string;
    readonly isIrreversible: boolean;
  } | null;
  /** Labels of the steps that follow. */
  readonly next: readonly string[];
}

function actionOf(plan: unknown, catalogue: Catalogue): ApprovalOutlook["action"] {
  // The effect of a plan counts, because some inputs make a write final.
  const { operation = "", effect } = (plan ?? {}) as { operation?: string; effect?: string };
  const entry = catalogue.operations.get(operation);
  if (!entry) return null;
  const { title, provider } = entry;
  return {
    title,
    provider: isProviderId(provider) ? getProvider(provider).manifest.name : provider,
    isIrreversible: (effect ?? entry.effect) === "destructive",
  };
}

const labelOf = (step: AnyStep, { operations }: Catalogue): string =>
  step.name ??
  (typeof step.use === "string" ? operations.get(step.use)?.title : undefined) ??
  kindOf(step).title;

/** Describes what an approval sends, and which steps of this definition come after it. Pure. */
export function outlookOf(
  { plan, key }: Pick<ApprovalRow, "plan" | "key">,
  definition: unknown,
  catalogue: Catalogue,
): ApprovalOutlook {
  const parsed = parseAutomation(definition);
  const steps = parsed.ok ? parsed.definition.steps : [];
  // A step of a loop or branch has a key such as `lines[0].tell`: the steps after the outer one follow.
  const outer = key.split("[", 1)[0];
  const at = steps.findIndex(({ id }) => id === outer);
  return {
    action: actionOf(plan, catalogue),
    next: at === -1 ? [] : steps.slice(at + 1).map((step) => labelOf(step, catalogue)),
  };
}
