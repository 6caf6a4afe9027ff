import { AppError } from "@/lib/core/errors";

import type {
  CredentialTraits,
  CredentialValidation,
  HttpRequest,
  ProviderCredentials,
} from "../types";

const SITE = /^[a-z0-9][a-z0-9-]{0,62}\.atlassian\.net$/;
const CLOUD_ID = /^[A-Za-z0-9-]{1,64}$/;
const EMAIL = /^[^\s@:]+@[^\s@:]+\.[^\s@:]+$/;
const TOKEN = /^[\u0021-\u007E]{8,4000}$/;

/** `acme.atlassian.net` of what people paste, e.g. `https://acme.atlassian.net/jira/boards/1`; `undefined` for any other host. */
export function siteOf(text: string | undefined): string | undefined {
  const host = (text ?? "")
    .trim()
    .toLowerCase()
    .replace(/^https:\/\//, "")
    .replace(/\/.*$/, "");
  return SITE.test(host) ? host : undefined;
}

/** A pasted credential names its site; an authorisation does not. */
export const isPasted = ({ email, url }: ProviderCredentials): boolean =>
  email !== undefined || url !== undefined;

function validatePasted({ url, email, pat }: ProviderCredentials): CredentialValidation {
  if (siteOf(url) === undefined)
    return {
      valid: false,
      field: "url",
      error:
        "The site must look like your-company.atlassian.net. Jira on own servers is not supported.",
    };
  if (!EMAIL.test(email ?? ""))
    return { valid: false, field: "email", error: "This is not an e-mail address." };
  if (!TOKEN.test(pat ?? ""))
    return {
      valid: false,
      field: "pat",
      error: "This is not an API token. Copy the whole token, without spaces.",
    };
  return { valid: true };
}

/** Judges the format of either credential; no network. */
export function validateJira(credentials: ProviderCredentials): CredentialValidation {
  if (isPasted(credentials)) return validatePasted(credentials);
  const { pat, accountId } = credentials;
  if (pat === undefined || pat === "")
    return {
      valid: false,
      field: "pat",
      error: "Jira is not connected because the token is missing.",
    };
  if (!TOKEN.test(pat))
    return { valid: false, field: "pat", error: "The token is malformed. Connect Jira again." };
  if (accountId !== undefined && !CLOUD_ID.test(accountId))
    return { valid: false, field: "pat", error: "The site's id is malformed. Connect Jira again." };
  return { valid: true };
}

/** The address is what people recognise a token by. */
export function describeJira({ email = "" }: ProviderCredentials): CredentialTraits {
  const hint = email.length <= 24 ? email : `${email.slice(0, 11)}…${email.slice(-12)}`;
  return { scope: "token", hint };
}

export function jiraHeaders({ email, pat = "" }: ProviderCredentials): Record<string, string> {
  return {
    Authorization:
      email === undefined
        ? `Bearer ${pat}`
        : `Basic ${Buffer.from(`${email}:${pat}`).toString("base64")}`,
  };
}

/** The host that a pasted credential goes to; an authorisation goes to Atlassian's gateway. */
export function siteOrigin(credentials: ProviderCredentials): string | undefined {
  const site = siteOf(credentials.url);
  return site && `https://${site}`;
}

/**
 * The path where the site is reached: behind the gateway with an authorisation, plain with a pasted credential.
 * A emulator plays all hosts, so there the site is in the path too. Throws AppError "invalid".
 * Source: developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps, read 2026-11.
 */
export function addressOf(
  request: HttpRequest,
  credentials: ProviderCredentials,
  isEmulator: boolean,
): HttpRequest {
  if (isPasted(credentials))
    return isEmulator
      ? { ...request, path: `/site/${siteOf(credentials.url) ?? ""}${request.path}` }
      : request;
  if (!request.path.startsWith("/rest/")) return request;
  if (credentials.accountId === undefined)
    throw new AppError(
      "invalid",
      "The Jira site of this connection is unknown. Connect Jira again.",
    );
  return { ...request, path: `/ex/jira/${credentials.accountId}${request.path}` };
}
