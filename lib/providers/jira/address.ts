import { AppError } from "@/lib/core/errors";

import {
  fieldValue,
  type CredentialTraits,
  type CredentialValidation,
  type HttpRequest,
  type ProviderCredentials,
} from "../types";

const SITE = /^[a-z0-9][a-z0-9-]{0,62}\.atlassian\.net$/;
const CLOUD_ID = /^[A-Za-z0-9-]{1,64}$/;
const EMAIL = /^[^\s@:]+@[^\s@:]+\.[^\s@:]+$/;
const TOKEN = /^[\u0021-\u007E]{8,4000}$/;

/** Extracts `acme.atlassian.net` from pasted text such as `https://acme.atlassian.net/jira/boards/1`; `undefined` for other hosts. */
export function siteOf(text: string | undefined): string | undefined {
  const host = (text ?? "")
    .trim()
    .toLowerCase()
    .replace(/^https:\/\//, "")
    .replace(/\/.*$/, "");
  return SITE.test(host) ? host : undefined;
}

/** Returns the fields of the form in `manifest.ts`, besides the token. */
const jiraFields = (credentials: ProviderCredentials) => ({
  email: fieldValue(credentials, "email"),
  url: fieldValue(credentials, "url"),
});

/** Returns the site of a pasted credential; `undefined` for other hosts and for an authorisation. */
export const pastedSite = (credentials: ProviderCredentials): string | undefined =>
  siteOf(jiraFields(credentials).url);

/** True for a pasted credential, which contains its site, unlike an authorisation. */
export function isPasted(credentials: ProviderCredentials): boolean {
  const { email, url } = jiraFields(credentials);
  return email !== undefined || url !== undefined;
}

function validatePasted(credentials: ProviderCredentials): CredentialValidation {
  const { email } = jiraFields(credentials);
  const { pat } = credentials;
  if (pastedSite(credentials) === undefined)
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

/** Checks the format of a credential without a request. */
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

/** Describes a token by its e-mail address. */
export function describeJira(credentials: ProviderCredentials): CredentialTraits {
  const { email = "" } = jiraFields(credentials);
  const hint = email.length <= 24 ? email : `${email.slice(0, 11)}…${email.slice(-12)}`;
  return { scope: "token", hint };
}

export function jiraHeaders(credentials: ProviderCredentials): Record<string, string> {
  const { email } = jiraFields(credentials);
  const { pat = "" } = credentials;
  return {
    Authorization:
      email === undefined
        ? `Bearer ${pat}`
        : `Basic ${Buffer.from(`${email}:${pat}`).toString("base64")}`,
  };
}

/** Returns the host for a pasted credential; an authorisation uses Atlassian's gateway. */
export function siteOrigin(credentials: ProviderCredentials): string | undefined {
  const site = pastedSite(credentials);
  return site && `https://${site}`;
}

/**
 * Adds the site to the path for the gateway. A pasted credential needs no change, except with an emulator, which serves
 * all hosts. Throws AppError "invalid".
 * Source: developer.atlassian.com/cloud/jira/platform/oauth-2-3lo-apps, read 2026-11.
 */
export function addressOf(
  request: HttpRequest,
  credentials: ProviderCredentials,
  isEmulator: boolean,
): HttpRequest {
  if (isPasted(credentials))
    return isEmulator
      ? { ...request, path: `/site/${pastedSite(credentials) ?? ""}${request.path}` }
      : request;
  if (!request.path.startsWith("/rest/")) return request;
  if (credentials.accountId === undefined)
    throw new AppError(
      "invalid",
      "The Jira site of this connection is unknown. Connect Jira again.",
    );
  return { ...request, path: `/ex/jira/${credentials.accountId}${request.path}` };
}
