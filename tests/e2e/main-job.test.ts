import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

import { connectStripe, makeAutomation, openPage, signInDemo, signOut } from "./app";
import { app, browser, context, stopHarness, page, problems, startHarness } from "./harness";

beforeAll(() => startHarness({ isSignedIn: false }));
afterAll(stopHarness);

const payments = () => page.getByRole("region", { name: "Recent Payments" });
const details = () => page.getByRole("region", { name: "Payment Details" });

describe("signing in", () => {
  it("keeps strangers out: pages go to the sign-in page, APIs answer 401", async () => {
    const signedOut = await fetch(`${app.url}/`, { redirect: "manual" });
    expect([signedOut.status, signedOut.headers.get("location")]).toEqual([307, "/login"]);
    const api = await fetch(`${app.url}/api/mesh/stream`);
    expect(api.status).toBe(401);
    expect(await api.json()).toMatchObject({ error: { code: "unauthenticated" } });
  });

  it("takes one click with the demo account, and the page under a policy has no inline exception", async () => {
    await signInDemo(page, app);
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("Overview");
    const policy = (await page.goto(`${app.url}/`))?.headers()["content-security-policy"] ?? "";
    expect(policy).toContain("'nonce-");
    expect(policy).not.toContain("script-src 'self' 'unsafe-inline'");
  });

  it("signs up, signs out, resets the password by the local mail, and signs in", async () => {
    const other = await browser.newContext();
    const { page: tab } = await openPage(other);
    await tab.goto(`${app.url}/signup`);
    await tab.getByLabel("Name").fill("Ada");
    await tab.getByLabel("E-mail").fill("ada@example.com");
    await tab.getByLabel("Password").fill("violet kettle drum");
    await tab.getByRole("button", { name: "Create the account" }).click();
    await tab.waitForURL(`${app.url}/`);
    await signOut(tab);
    await tab.waitForURL(/\/login/);
    await tab.getByRole("link", { name: "Forgot the password?" }).click();
    await tab.waitForURL(/\/reset/);
    await tab.getByLabel("E-mail").fill("ada@example.com");
    await tab.getByRole("button", { name: "Send me a link" }).click();
    await tab.getByText("we have sent a link to set a new password").waitFor();
    const mails = tab.locator("li a");
    await vi.waitFor(async () => {
      await tab.goto(app.stack.mailUrl);
      await expect.poll(() => mails.count()).toBe(1);
    }, 30_000);
    await mails.click();
    await tab.locator("pre a").first().click();
    await tab.getByText("For ada@example.com").waitFor();
    await tab.getByRole("button", { name: "Continue" }).click();
    await tab.waitForURL(/new-password/);
    await tab.getByLabel("New password").fill("amber kettle drum");
    await tab.getByRole("button", { name: "Save the password" }).click();
    await tab.waitForURL(`${app.url}/`);
    await signOut(tab);
    await tab.waitForURL(/\/login/);
    await tab.getByLabel("E-mail").fill("ada@example.com");
    await tab.getByLabel("Password").fill("violet kettle drum");
    await tab.getByRole("button", { name: "Sign in", exact: true }).click();
    await tab.getByText("E-mail and password do not match.").waitFor();
    await tab.getByLabel("Password").fill("amber kettle drum");
    await tab.getByRole("button", { name: "Sign in", exact: true }).click();
    await tab.waitForURL(`${app.url}/`);
    await other.close();
  });
});

describe("connecting Stripe", () => {
  it("says that it is not connected, on the card and in the widgets", async () => {
    await page.goto(`${app.url}/settings/connections`);
    await page.getByRole("heading", { name: "Connect your first app" }).waitFor();
    await page.getByRole("link", { name: "Connect Stripe" }).waitFor();
    await page.goto(`${app.url}/dashboards/home`);
    await payments()
      .getByText(/not connected/i)
      .waitFor();
  });

  it("returns a person who declines with a sentence", async () => {
    await page.goto(`${app.url}/settings/connections`);
    await page.getByRole("link", { name: "Connect Stripe" }).click();
    await page
      .getByText(/SANDBOX/)
      .first()
      .waitFor();
    await page.getByTestId("deny").click();
    await page.getByText("You declined, so nothing was connected.").waitFor();
  });

  it("refuses publishable and live keys with their own messages", async () => {
    await page.goto(`${app.url}/settings/connections`);
    await page.getByText("Use a secret or restricted key instead").click();
    const field = page.getByLabel("Secret or restricted key", { exact: true });
    await field.fill("pk_test_1234567890abcdef");
    await page.getByRole("button", { name: "Connect with this key" }).click();
    await page.getByText(/publishable/i).waitFor();
    await field.fill(["sk", "live", "1234567890abcdefghij"].join("_"));
    await page.getByRole("button", { name: "Connect with this key" }).click();
    await page.getByText(/live key, but this installation uses the sandbox/).waitFor();
  });

  it("connects by the consent page and shows the account", async () => {
    await connectStripe(page, app);
    const card = page.getByRole("region", { name: "Northwind Roasters" });
    for (const text of ["Working", "No event yet"])
      await card.getByText(text, { exact: true }).first().waitFor();
    await card.getByText("Details", { exact: true }).click();
    for (const text of ["United States", "Test", "Read and write"])
      await card.getByText(text, { exact: true }).first().waitFor();
    expect(await card.textContent()).toMatch(/acct_\w+/);
  });

  it("tests the connection", async () => {
    await page.getByRole("button", { name: "Test connection" }).click();
    await page.getByText(/Stripe answered as Northwind Roasters in \d+ ms\./).waitFor();
  });

  it.each([
    ["a state nobody issued", "state=nobody&code=ac_x", "unknown or was used before"],
    ["no state and an error", "error=access_denied", "You declined"],
    ["nothing at all", "", "unknown or was used before"],
  ])("explains a return with %s", async (_name, query, sentence) => {
    await page.goto(`${app.url}/api/auth/stripe/callback?${query}`);
    await page.waitForURL(/settings\/connections\?error=/);
    await page.getByText(sentence, { exact: false }).first().waitFor();
  });
});

describe("payments", () => {
  it("shows the seed's widget with money, customer, status and time", async () => {
    await page.goto(`${app.url}/dashboards/home`);
    await payments().getByText("$20.00").first().waitFor();
    // Between a code and its figure stands a no-break space.
    const text = ((await payments().textContent()) ?? "").replaceAll("\u00A0", " ");
    for (const part of ["¥500", "KWD 5.120", "Succeeded"]) expect(text).toContain(part);
    expect(text).toMatch(/Customer: (cus_|Ada Whitfield)/); // the name, once it is imported
    // The server draws the absolute time; the page turns it into words once it knows when it is read.
    await payments()
      .getByText(/\d+ minutes? ago|just now/)
      .first()
      .waitFor();
  });

  it("follows a click in the same page and tells the debugger who listened", async () => {
    await payments().getByText("$20.00").first().click();
    await details().getByText("$20.00").first().waitFor();
    await page.getByRole("button", { name: "Debugger" }).click();
    const panel = page.getByRole("dialog", { name: "Event debugger" });
    await panel.getByText("stripe.payment.selected").first().waitFor();
    await panel.getByText("stripe.payment.selected").first().click();
    await page.keyboard.press("Enter");
    for (const part of ["amount", "currency", "customer", "status"])
      await panel.getByText(part).first().waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "hidden" });
  });

  it("stores the click once, as the user's own event", async () => {
    await page.goto(`${app.url}/events?pattern=stripe.payment.selected`);
    await page.getByText("stripe.payment.selected", { exact: true }).first().waitFor();
    await expect
      .poll(() => page.getByText("stripe.payment.selected", { exact: true }).count())
      .toBe(1);
    await page.getByText("stripe.payment.selected", { exact: true }).click();
    const json = await page
      .getByRole("region", { name: /as JSON/ })
      .first()
      .textContent();
    expect(JSON.parse(json ?? "{}")).toMatchObject({
      origin: "ui",
      actor: { kind: "user" },
      data: { amount: 2000, currency: "usd", status: "succeeded" },
    });
    expect((JSON.parse(json ?? "{}") as { source: string }).source).toMatch(
      /^ui:[0-9a-f-]{36}\/stripe-payments-widget$/,
    );
  });

  it("works by keyboard alone: the ~ key, rows, Enter", async () => {
    await page.goto(`${app.url}/dashboards/home`);
    await payments().getByText("¥500").first().waitFor();
    await payments()
      .getByRole("option")
      .or(payments().getByRole("row"))
      .or(payments().getByRole("listitem").getByRole("button"))
      .first()
      .focus();
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await details().getByText(/ch_/).first().waitFor();
    await page.keyboard.press("~");
    await page.getByRole("dialog", { name: "Event debugger" }).waitFor();
    await page.keyboard.press("Escape");
  });
});

describe("what follows from a click", () => {
  it("stands under it in the debugger: the run that heard it and the event it published", async () => {
    await makeAutomation(page, app, {
      schema: 1,
      name: "Look closer",
      on: { event: "stripe.payment.selected", origins: ["ui"] },
      steps: [{ id: "look", publish: "shop.payment.looked_at", with: { id: "{{event.data.id}}" } }],
    });
    await page.goto(`${app.url}/dashboards/home`);
    await payments().getByText("$20.00").first().click();
    await details().getByText("$20.00").first().waitFor();
    await page.getByRole("button", { name: "Debugger" }).click();
    const panel = page.getByRole("dialog", { name: "Event debugger" });
    // What the automation published comes back by the stream: by then the whole story is stored.
    await panel.getByRole("row", { name: /shop\.payment\.looked_at/ }).waitFor();
    await panel
      .getByRole("row", { name: /stripe\.payment\.selected/ })
      .last()
      .click();
    const story = panel.getByRole("tree", { name: "Trace" });
    const levels = async (name: RegExp) =>
      Number(await story.getByRole("treeitem", { name }).getAttribute("aria-level"));
    expect([
      await levels(/^stripe\.payment\.selected/),
      await levels(/Look closer/),
      await levels(/^shop\.payment\.looked_at/),
    ]).toEqual([1, 2, 4]);
    await story.getByRole("treeitem", { name: /^shop\.payment\.looked_at/ }).click();
    await panel.getByRole("region", { name: "Details of shop.payment.looked_at" }).waitFor();
    await story.getByRole("treeitem", { name: /^stripe\.payment\.selected/ }).waitFor();
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await panel.waitFor({ state: "hidden" });
  });
});

describe("webhooks", () => {
  it("brings a payment made on the sandbox's page to the top without waiting for the poll", async () => {
    await page.goto(`${app.url}/dashboards/home`);
    await payments().getByText("$20.00").first().waitFor();
    const first = payments().getByRole("option").first();
    const before = await first.textContent();
    const sandbox = await context.newPage();
    await sandbox.goto(app.stack.sandbox.url);
    await sandbox.getByTestId("make-payment").click();
    await sandbox.waitForLoadState("networkidle");
    await sandbox.close();
    await expect.poll(() => first.textContent(), { timeout: 20_000 }).not.toBe(before);
    // Payments of the days before are in the log too.
    await first.click();
    await page.waitForURL(/paymentId=/);
    const id = new URL(page.url()).searchParams.get("paymentId") ?? "";
    await page.goto(`${app.url}/events?pattern=stripe.payment.received&related=${id}`);
    await page.getByText("stripe.payment.received", { exact: true }).first().waitFor();
    await expect
      .poll(() => page.getByText("stripe.payment.received", { exact: true }).count())
      .toBe(1);
  });

  it("keeps the webhook door open to signatures alone", async () => {
    const post = (body: string, headers: Record<string, string> = {}) =>
      fetch(`${app.url}/api/webhooks/stripe`, { method: "POST", body, headers });
    expect((await post("{}")).status).toBe(400);
    expect((await post("{}", { "stripe-signature": "t=1,v1=abc" })).status).toBe(400);
    expect((await post("x".repeat(1024 * 1024 + 1))).status).toBe(413);
    expect(
      (await fetch(`${app.url}/api/webhooks/nobody`, { method: "POST", body: "{}" })).status,
    ).toBe(404);
  });
});

describe("disconnecting", () => {
  it("says what stops, ends the authorisation upstream, and shows it", async () => {
    await page.goto(`${app.url}/settings/connections`);
    await page.getByRole("button", { name: "Disconnect" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("Widgets that show this account stop and say so.").waitFor();
    await dialog.getByRole("button", { name: "Disconnect" }).click();
    await page.getByText("Disconnected", { exact: true }).waitFor();
    await page.goto(`${app.url}/dashboards/home`);
    await payments()
      .getByText(/not connected/i)
      .waitFor();
  });
});

it("met no script error and no refusal of the policy", () => {
  expect(problems).toEqual([]);
});
