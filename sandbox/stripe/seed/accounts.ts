import { blank } from "../schema.ts";
import type { Resource } from "../types.ts";
import { insert, openTenant, type Tenant, type World } from "../world.ts";

export type AccountInput = {
  id: string;
  name: string;
  email: string;
  country: string;
  currency: string;
  url: string | null;
  timezone: string;
  created: number;
};

/** Opens an account with its account object: a standard account that can take and pay out money. */
export function openAccount(world: World, input: AccountInput): Tenant {
  const tenant = openTenant(world, input.id);
  const noRequirements = {
    alternatives: [],
    current_deadline: null,
    currently_due: [],
    disabled_reason: null,
    errors: [],
    eventually_due: [],
    past_due: [],
    pending_verification: [],
  };
  const account: Resource = {
    ...blank("Account"),
    id: input.id,
    object: "account",
    business_profile: {
      ...blank("Account.BusinessProfile"),
      mcc: "5814",
      name: input.name,
      support_email: input.email,
      url: input.url,
    },
    business_type: "company",
    capabilities: { card_payments: "active", transfers: "active" },
    charges_enabled: true,
    controller: { type: "account" },
    country: input.country,
    created: input.created,
    default_currency: input.currency,
    details_submitted: true,
    email: input.email,
    future_requirements: noRequirements,
    metadata: {},
    payouts_enabled: true,
    requirements: noRequirements,
    settings: {
      branding: { ...blank("Account.Settings.Branding") },
      card_payments: {
        ...blank("Account.Settings.CardPayments"),
        decline_on: { avs_failure: false, cvc_failure: false },
      },
      dashboard: { display_name: input.name, timezone: input.timezone },
      payments: { ...blank("Account.Settings.Payments") },
      payouts: {
        debit_negative_balances: true,
        schedule: { delay_days: 2, interval: "daily" },
        statement_descriptor: null,
      },
    },
    type: "standard",
  };
  insert(tenant, account);
  return tenant;
}
