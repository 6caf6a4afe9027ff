import { Stripe } from "stripe";

import { exchange, requestTarget, TransportError } from "../http";
import type { HttpRequest, ProviderResponse, TransportContext } from "../types";
import type { StripeBase } from "./config";
import type { StripeAuth } from "./credentials";

function addressOf(base: StripeBase) {
  const url = new URL(base.origin);
  const isHttps = url.protocol === "https:";
  return {
    host: url.hostname,
    port: url.port === "" ? (isHttps ? 443 : 80) : Number(url.port),
    protocol: isHttps ? ("https" as const) : ("http" as const),
  };
}

/**
 * Sends one request through the official SDK, which writes version, account, form encoding and keys.
 * The answer is taken before the SDK reads it, so that status, headers and odd bodies arrive unchanged.
 */
export async function sendStripe(
  base: StripeBase,
  auth: StripeAuth,
  request: HttpRequest,
  context: TransportContext,
): Promise<ProviderResponse> {
  let answer: ProviderResponse | undefined;
  let failure: unknown;
  const capture = async (url: string | URL | Request, init?: RequestInit): Promise<Response> => {
    try {
      const { method, headers, body } = init ?? {};
      answer = await exchange(
        url instanceof Request ? url.url : url,
        {
          ...(method === undefined ? {} : { method }),
          ...(headers === undefined ? {} : { headers }),
          ...(body === undefined ? {} : { body }),
        },
        context,
      );
    } catch (error) {
      failure = error;
      throw error;
    }
    return new Response("{}", { headers: { "content-type": "application/json" } });
  };
  const stripe = new Stripe(auth.key, {
    ...addressOf(base),
    maxNetworkRetries: 0,
    telemetry: false,
    // `exchange` keeps the deadline; the SDK's own must only not fire before it.
    timeout: context.timeoutMs + 1_000,
    httpClient: Stripe.createFetchHttpClient(capture),
  });
  try {
    // The SDK writes JSON for paths of the second version of the API, and a form for all others.
    const body = request.form ?? (request.json as Record<string, unknown> | undefined); // operations give objects
    await stripe.rawRequest(request.method, requestTarget(request), body, {
      ...(auth.account === undefined ? {} : { stripeAccount: auth.account }),
      ...(request.headers === undefined ? {} : { additionalHeaders: { ...request.headers } }),
    });
  } catch (error) {
    if (failure instanceof TransportError) throw failure;
    throw new TransportError("network", "The request to Stripe could not be sent.", {
      cause: failure ?? error,
    });
  }
  if (answer) return answer;
  throw new TransportError("network", "Stripe gave no answer.");
}
