import * as z from "zod";

import { HttpAdapter } from "../http-adapter";
import type { HttpAdapterOptions, HttpProvider } from "../http-adapter";
import { authHeaders, describeTwilio, validateTwilio } from "./credentials";
import { classifyTwilio } from "./errors";
import { manifest } from "./manifest";
import { events } from "./mapping";
import { addressTwilio, operations } from "./operations";
import { webhook } from "./webhook";

const identity = z.object({ sid: z.string().min(1), friendly_name: z.string() });

const twilio: HttpProvider = {
  manifest,
  operations,
  events,
  identify: "account.get",
  webhook,
  validate: validateTwilio,
  describe: describeTwilio,
  authHeaders,
  classify: classifyTwilio,
  address: addressTwilio,
  account(output) {
    const parsed = identity.safeParse(output).data;
    return parsed
      ? { id: parsed.sid, label: parsed.friendly_name || parsed.sid, livemode: true }
      : null;
  },
};

/** Twilio behind the provider contract. */
export class TwilioAdapter extends HttpAdapter<"twilio"> {
  constructor(options?: HttpAdapterOptions) {
    super("twilio", twilio, options);
  }
}

/** The adapter of this process; it follows `configure`. */
export const twilioAdapter = new TwilioAdapter();
