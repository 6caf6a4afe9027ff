import type { EnrichmentEntry } from "@/lib/automations/catalogue";
import type { ApprovalSubject } from "@/lib/contracts/approval";
import type { ApprovalRow } from "@/lib/db/approvals";
import { findVersion } from "@/lib/db/automations";
import { asPlanConnection, findConnection } from "@/lib/db/connections";
import { findRun, type RunRow } from "@/lib/db/runs";

import type { Context } from "../types";
import { outlookOf, type ApprovalOutlook } from "./outlook";

/** Max wait for the customer's name when approvals are listed. */
const CUSTOMER_TIMEOUT_MS = 1500;

const textIn = (holder: unknown, ...names: readonly string[]): string | null => {
  for (const name of names) {
    const value: unknown =
      typeof holder === "object" && holder !== null ? Reflect.get(holder, name) : null;
    if (typeof value === "string" && value !== "") return value;
  }
  return null;
};

/** Returns the customer that the run fetched, or fetches it. `null` if that fails or takes too long. */
async function fetchCustomer(context: Context, run: RunRow): Promise<unknown> {
  const { services, workspaceId, user } = context;
  const known = run.context["customer"];
  if (known) return known;
  const entry: EnrichmentEntry | undefined = services.catalogue.enrichments.get("customer");
  const asked = entry?.input(run.trigger.data) ?? null;
  const { connection: id } = run.trigger;
  if (!entry || asked === null || !id) return null;
  const connection = await services.db.withUser(user, (trx) =>
    findConnection(trx, workspaceId, id),
  );
  if (connection?.provider !== entry.provider || connection.status === "revoked") return null;
  const late = new Promise<null>((resolve) =>
    setTimeout(() => resolve(null), CUSTOMER_TIMEOUT_MS).unref(),
  );
  const answer = services
    .execute(asPlanConnection(connection), entry.operation, asked, { mode: "apply" })
    .then(({ output }) => entry.pick(output))
    .catch(() => null); // the approval is shown without the customer
  return Promise.race([answer, late]);
}

/** Describes the payment of a plan; `null` if it is not the payment that started the run. */
async function subjectOf(
  context: Context,
  { plan }: ApprovalRow,
  run: RunRow | undefined,
): Promise<ApprovalSubject | null> {
  const operation = context.services.catalogue.operations.get(textIn(plan, "operation") ?? "");
  const body: unknown = (plan as { body?: unknown } | null)?.body;
  if (!operation?.movesMoney || !run || typeof body !== "object" || body === null) return null;
  const { data, subject } = run.trigger;
  const ids = new Set([data["id"], data["payment_intent"], subject].filter(Boolean));
  const payment = Object.values(body).find((value) => typeof value === "string" && ids.has(value));
  if (typeof payment !== "string") return null;
  const amount: unknown = Reflect.get(body, "amount");
  return {
    verb: operation.title.split(" ")[0] ?? "Send",
    amount: Number.isSafeInteger(Number(amount ?? Number.NaN)) ? Number(amount) : null,
    currency: textIn(data, "currency"),
    customer:
      textIn(await fetchCustomer(context, run), "name", "email") ?? textIn(data, "customer"),
    description: textIn(data, "description"),
    paidAt: textIn(data, "created") ?? run.trigger.time,
    payment,
  };
}

/** Facts that an approver sees beside the question of an approval. */
export interface AboutApproval {
  /** `null` if it moves no money. */
  readonly subject: ApprovalSubject | null;
  readonly outlook: ApprovalOutlook;
}

/** Describes pending approvals by their ids. */
export async function aboutApprovals(
  context: Context,
  approvals: readonly ApprovalRow[],
): Promise<Map<string, AboutApproval>> {
  const { services, user } = context;
  const found = await Promise.all(
    approvals
      .filter(({ status }) => status === "pending")
      .map(async (row) => {
        const [run, version] = await services.db.withUser(user, async (trx) => {
          const asking = await findRun(trx, row.runId);
          const used = asking && (await findVersion(trx, asking.automationId, asking.version));
          return [asking, used] as const;
        });
        const outlook = outlookOf(row, version?.definition, services.catalogue);
        return [row.id, { subject: await subjectOf(context, row, run), outlook }] as const;
      }),
  );
  return new Map(found);
}
