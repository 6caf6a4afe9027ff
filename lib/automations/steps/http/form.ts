import type { FormKind } from "../../form/kind";

export const http = {
  id: "request",
  initial: { http: { method: "POST", url: "https://", body: {} } },
  first: "http.url",
  shown: /^(?:http\.(?:url|method)|retry(?:\.(?:max|delay))?)$/,
  whole: /^http\.(?:headers|body)\.[^.[]+/,
  outputs: ["status", "body", "body.*"],
} satisfies FormKind;
