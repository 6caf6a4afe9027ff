import { HttpAdapter } from "../http-adapter";
import type { HttpAdapterOptions, HttpProvider } from "../http-adapter";
import type { ConnectionTestResult, ProviderCredentials } from "../types";
import {
  addressOf,
  describeJira,
  isPasted,
  jiraHeaders,
  pastedSite,
  siteOrigin,
  validateJira,
} from "./address";
import { classifyJira } from "./errors";
import { manifest } from "./manifest";
import { events } from "./mapping";
import { jiraOAuth } from "./oauth";
import { operations } from "./operations";
import { person, sites, tenant } from "./schemas";
import { webhook } from "./webhook";

const jira: HttpProvider = {
  manifest,
  operations,
  events,
  identify: "myself.get",
  webhook,
  oauth: jiraOAuth,
  validate: validateJira,
  describe: describeJira,
  authHeaders: jiraHeaders,
  classify: classifyJira,
  origin: siteOrigin,
  address: addressOf,
  account: () => null,
};

interface Site {
  readonly id: string;
  readonly label: string;
}

/** Adapter of Jira Cloud. An account is a site; the credential determines the acting person. */
export class JiraAdapter extends HttpAdapter<"jira"> {
  constructor(options?: HttpAdapterOptions) {
    super("jira", jira, options);
  }

  /** Identifies the site and checks access, because an authorisation may have no site and a token may be invalid for it. */
  override async testConnection(credentials: ProviderCredentials): Promise<ConnectionTestResult> {
    const found = isPasted(credentials)
      ? await this.#pastedSite(credentials)
      : await this.#consentedSite(credentials);
    if (!("id" in found)) return found;
    const me = await this.request(
      isPasted(credentials) ? credentials : { ...credentials, accountId: found.id },
      { endpoint: "/myself" },
    );
    if (!me.success) return { success: false, error: me.error };
    const { displayName, timeZone } = person.safeParse(me.data).data ?? {};
    const account = { id: found.id, label: found.label, livemode: true };
    return { success: true, username: displayName, account, metadata: { displayName, timeZone } };
  }

  async #pastedSite(credentials: ProviderCredentials): Promise<Site | ConnectionTestResult> {
    const answer = await this.request(credentials, { endpoint: "/_edge/tenant_info" });
    if (!answer.success && answer.error?.code !== "NOT_FOUND")
      return { success: false, error: answer.error };
    const id = tenant.safeParse(answer.data).data?.cloudId;
    const label = pastedSite(credentials) ?? "";
    return id ? { id, label } : without(`There is no Jira site at ${label}.`, "fix-input");
  }

  /** Uses the site chosen on the consent page, or the first one if several are allowed. */
  async #consentedSite(credentials: ProviderCredentials): Promise<Site | ConnectionTestResult> {
    const answer = await this.request(credentials, {
      endpoint: "/oauth/token/accessible-resources",
    });
    if (!answer.success) return { success: false, error: answer.error };
    const { accountId } = credentials;
    const all = sites.safeParse(answer.data).data?.sites ?? [];
    const usable = all.filter(({ scopes }) => scopes.includes("read:jira-work"));
    const site = usable.find(({ id }) => accountId === undefined || id === accountId);
    return site
      ? { id: site.id, label: new URL(site.url).hostname }
      : without(
          "This authorisation reaches no Jira site. Connect Jira again and choose one.",
          "reconnect",
        );
  }
}

function without(message: string, action: "fix-input" | "reconnect"): ConnectionTestResult {
  const fault = { code: "FORBIDDEN", message, retryable: false, action } as const;
  return { success: false, error: { ...fault, provider: manifest.id } };
}

/** Adapter of this process, which follows `configure`. */
export const jiraAdapter = new JiraAdapter();
