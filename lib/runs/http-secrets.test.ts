import { expect, it } from "vitest";

import { withoutSecrets } from "./http-secrets";

const secret = (name: string, value: string) => ({ name, value, hosts: ["api.example.com"] });
const opened = [
  secret("short", "s3cr3tvalue"),
  secret("long", "s3cr3tvalue/tail XYZ"),
  secret("pin", "1234567890"),
];

it.each([
  ["a secret that begins with another one", "s3cr3tvalue/tail XYZ", "[secret]"],
  ["a number", 1_234_567_890, "[secret]"],
  ["the name of a field", { s3cr3tvalue: 1 }, { "[secret]": 1 }],
  ["what is inside of lists", [["a s3cr3tvalue b"]], [["a [secret] b"]]],
  ["an address", "?key=s3cr3tvalue%2Ftail%20XYZ", "?key=[secret]"],
  ["Base64", Buffer.from("s3cr3tvalue/tail XYZ").toString("base64"), "[secret]"],
])("takes a secret out of %s", (_where, answer, shown) =>
  expect(withoutSecrets(answer, opened)).toEqual(shown),
);

it("leaves everything else as it is, and all of it where no secret was sent", () => {
  const answer = { id: 12, note: "s3cr3t", none: null };
  expect(withoutSecrets(answer, opened)).toEqual(answer);
  expect(withoutSecrets("s3cr3tvalue", [])).toBe("s3cr3tvalue");
});
