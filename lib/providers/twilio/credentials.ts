import {
  fieldValue,
  type CredentialTraits,
  type CredentialValidation,
  type ProviderCredentials,
} from "../types";

/** An international number: plus, country code, 7 to 15 digits in total. */
export const E164 = /^\+[1-9]\d{6,14}$/;
const ACCOUNT = /^AC[0-9a-f]{32}$/;
const TOKEN = /^[0-9a-f]{32}$/;

/** Returns the fields of the form in `manifest.ts`. A missing one is empty. */
export const twilioFields = (credentials: ProviderCredentials) => ({
  accountSid: fieldValue(credentials, "accountSid") ?? "",
  authToken: fieldValue(credentials, "authToken") ?? "",
  phoneNumber: fieldValue(credentials, "phoneNumber") ?? "",
});

/** Checks the format of the three fields without a request. */
export function validateTwilio(credentials: ProviderCredentials): CredentialValidation {
  const { accountSid, authToken, phoneNumber } = twilioFields(credentials);
  if (!ACCOUNT.test(accountSid))
    return {
      valid: false,
      field: "accountSid",
      error: accountSid.startsWith("SK")
        ? "This is an API key (SK…). Use the account's own SID, which begins with AC."
        : "The account SID must be AC followed by 32 characters, 0–9 and a–f. Copy it again.",
    };
  if (!TOKEN.test(authToken))
    return {
      valid: false,
      field: "authToken",
      error: "The auth token must have 32 characters, 0–9 and a–f. Copy it again.",
    };
  if (!E164.test(phoneNumber))
    return {
      valid: false,
      field: "phoneNumber",
      error:
        "The number must begin with + and the country code, without spaces, such as +15005550006.",
    };
  return { valid: true };
}

/** Describes the account by the end of its SID. Its number is the default sender. */
export function describeTwilio(credentials: ProviderCredentials): CredentialTraits {
  const { accountSid, phoneNumber } = twilioFields(credentials);
  return {
    scope: "token",
    hint: accountSid ? `AC…${accountSid.slice(-4)}` : null,
    sender: phoneNumber || undefined,
  };
}

/** Returns the Basic authentication header. */
export function authHeaders(credentials: ProviderCredentials): Record<string, string> {
  const { accountSid, authToken } = twilioFields(credentials);
  return {
    Authorization: `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`,
  };
}
