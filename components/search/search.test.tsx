import { fireEvent, render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

import type { SearchResults } from "@/lib/business/search-results";

import { forgetErased, forgetOpened, readRecent, rememberOpened } from "./recent";
import { SearchButton } from "./search-button";
import { SearchKeys } from "./search-keys";

const push = vi.fn<(href: string) => void>();
vi.mock("next/navigation", () => ({ useRouter: () => ({ push }) }));

const customer = (id: string, title: string) => ({
  id,
  title,
  note: `${id}@example.com`,
  isProblem: false,
  status: null,
  date: "Nov 30",
  account: null,
  href: `/customers/${id}`,
});
const found = (...hits: ReturnType<typeof customer>[]): SearchResults => ({
  groups: hits.length === 0 ? [] : [{ label: "Customers", hits }],
  hasAccount: true,
});

interface Request {
  readonly text: string;
  readonly signal: AbortSignal;
  answer(results: SearchResults): void;
  fail(message: string): void;
}
let requests: Request[];
beforeEach(() => {
  requests = [];
  push.mockClear();
  localStorage.clear();
  Element.prototype.scrollIntoView = () => {};
  vi.stubGlobal("fetch", (address: string, { signal }: { signal: AbortSignal }) => {
    const { promise, resolve } = Promise.withResolvers<Response>();
    requests.push({
      text: new URL(address, "http://localhost").searchParams.get("q") ?? "",
      signal,
      answer: (results) => resolve(Response.json(results)),
      fail: (message) => resolve(Response.json({ error: { message } }, { status: 500 })),
    });
    return promise;
  });
});
afterEach(() => {
  vi.unstubAllGlobals();
});

async function open() {
  const user = userEvent.setup();
  render(
    <SearchKeys
      workspaceId="w1"
      rights={{ canEdit: true, isAdmin: true }}
      apps={["Stripe", "Slack"]}
      erasedAtMs={null}
    />,
  );
  await user.keyboard("{Control>}k{/Control}");
  const input = await screen.findByRole("combobox", { name: "Search or jump to" });
  await waitFor(() => expect(input).toHaveFocus());
  return { user, input };
}
const request = (text: string) =>
  waitFor(() => {
    const made = requests.find((one) => one.text === text);
    if (!made) throw new Error(`Nobody asked for “${text}”.`);
    return made;
  });
const active = () => {
  const id = screen.getByRole("combobox").getAttribute("aria-activedescendant") ?? "";
  return document.getElementById(id)?.textContent ?? "";
};
const closed = () => waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
const options = () => screen.queryAllByRole("option").map(({ textContent }) => textContent);

const SEARCH = (
  <>
    <SearchButton hasCommandKey={false} />
    <SearchKeys
      workspaceId="w1"
      rights={{ canEdit: false, isAdmin: false }}
      apps={[]}
      erasedAtMs={null}
    />
  </>
);

describe("the keys that open the search", () => {
  // The first test of all: later the code is there.
  it("keeps what is typed before its code has arrived", async () => {
    render(SEARCH);
    for (const key of ["/", "a", "d", "a"]) fireEvent.keyDown(document.body, { key });
    expect(await screen.findByRole("combobox")).toHaveValue("ada");
    await request("ada");
  });

  it.each(["{Control>}k{/Control}", "{Meta>}k{/Meta}", "/"])(
    "%s opens it, and Escape closes it",
    async (keys) => {
      const user = userEvent.setup();
      render(SEARCH);
      const button = screen.getByRole("button", { name: "Search or jump to…" });
      button.focus();
      await user.keyboard(keys);
      expect(await screen.findByRole("dialog", { name: "Search" })).toBeVisible();
      expect(screen.getByRole("combobox")).toHaveValue("");
      await user.keyboard("{Escape}");
      await closed();
      await waitFor(() => expect(button).toHaveFocus());
    },
  );

  it("is opened by its button", async () => {
    const user = userEvent.setup();
    render(SEARCH);
    await user.click(screen.getByRole("button", { name: "Search or jump to…" }));
    expect(await screen.findByRole("dialog", { name: "Search" })).toBeVisible();
  });

  it("leaves / to a field in which somebody types", async () => {
    const user = userEvent.setup();
    render(
      <>
        <input aria-label="Name" />
        {SEARCH}
      </>,
    );
    await user.type(screen.getByLabelText("Name"), "a/b");
    expect(screen.getByLabelText("Name")).toHaveValue("a/b");
    expect(screen.queryByRole("dialog")).toBeNull();
  });
});

describe("the list", () => {
  it("shows the pages before typing, and goes through them by arrows, Home and End", async () => {
    const { user } = await open();
    const list = screen.getByRole("listbox", { name: "Results" });
    expect(within(list).getByRole("group", { name: "Pages" })).toBeVisible();
    await waitFor(() => expect(active()).toContain("Overview"));
    await user.keyboard("{ArrowDown}");
    expect(active()).toContain("Payments");
    await user.keyboard("{End}");
    await waitFor(() => expect(active()).toContain("Your account"));
    await user.keyboard("{Home}");
    await waitFor(() => expect(active()).toContain("Overview"));
    await user.keyboard("{ArrowDown}{ArrowDown}{Enter}");
    expect(push).toHaveBeenCalledExactlyOnceWith("/customers");
    expect(requests).toEqual([]);
  });

  it("opens a page that is named without waiting for the server", async () => {
    const { user } = await open();
    await user.keyboard("disp{Enter}");
    expect(push).toHaveBeenCalledExactlyOnceWith("/disputes");
  });

  it("counts what was found, and opens the first on Enter", async () => {
    const { user } = await open();
    await user.keyboard("ada");
    (await request("ada")).answer(
      found(customer("cus_1", "Ada Whitfield"), customer("cus_2", "Adanna")),
    );
    expect(await screen.findByText("2 results")).toHaveAttribute("aria-live", "polite");
    expect(screen.getByRole("option", { name: /Ada Whitfield/ })).toHaveAttribute(
      "href",
      "/customers/cus_1",
    );
    await user.keyboard("{Enter}");
    expect(push).toHaveBeenCalledExactlyOnceWith("/customers/cus_1");
    await closed();
  });

  it("never lets an older answer replace a newer one, and ends the older request", async () => {
    const { user } = await open();
    await user.keyboard("ad");
    const older = await request("ad");
    await user.keyboard("an");
    const newer = await request("adan");
    expect(older.signal.aborted).toBe(true);
    newer.answer(found(customer("cus_2", "Adanna")));
    await screen.findByRole("option", { name: /Adanna/ });
    older.answer(found(customer("cus_1", "Ada Whitfield")));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(options()).toHaveLength(1);
    expect(options()[0]).toContain("Adanna");
  });

  it("waits for the answer when Enter comes first, and opens the object of an exact id", async () => {
    const { user } = await open();
    await user.keyboard("cus_1{Enter}");
    expect(push).not.toHaveBeenCalled();
    (await request("cus_1")).answer(found(customer("cus_10", "Ten"), customer("cus_1", "One")));
    await waitFor(() => expect(push).toHaveBeenCalledExactlyOnceWith("/customers/cus_1"));
  });

  it("opens the chosen line in a tab with Ctrl and Enter", async () => {
    const openTab = vi.fn<typeof window.open>();
    vi.stubGlobal("open", openTab);
    const { user } = await open();
    await user.keyboard("ada");
    (await request("ada")).answer(found(customer("cus_1", "Ada"), customer("cus_2", "Adanna")));
    await screen.findByText("2 results");
    await user.keyboard("{ArrowDown}{Control>}{Enter}{/Control}");
    expect(openTab).toHaveBeenCalledExactlyOnceWith("/customers/cus_2", "_blank", "noopener");
    expect(push).not.toHaveBeenCalled();
  });

  it("says that nothing matches, with examples", async () => {
    const { user } = await open();
    await user.keyboard("qqq");
    (await request("qqq")).answer(found());
    expect(await screen.findByText("Nothing matches “qqq”")).toBeVisible();
    expect(screen.getByText("Try a name, an e-mail, $75.00, 4242 or an id.")).toBeVisible();
    expect(screen.getByText("No results")).toBeVisible();
    expect(screen.getByRole("combobox")).toHaveAttribute("aria-expanded", "false");
  });

  it("says that nothing is connected where that is why", async () => {
    const { user } = await open();
    await user.keyboard("qqq");
    (await request("qqq")).answer({ groups: [], hasAccount: false });
    expect(await screen.findByText(/^Stripe is not connected/)).toBeVisible();
  });

  it("says what failed, and asks again", async () => {
    const { user } = await open();
    await user.keyboard("ada");
    (await request("ada")).fail("The database does not answer.");
    expect(await screen.findByRole("alert")).toHaveTextContent(
      "The search failed. The database does not answer.",
    );
    requests = [];
    await user.click(screen.getByRole("button", { name: "Try again" }));
    (await request("ada")).answer(found(customer("cus_1", "Ada")));
    expect(await screen.findByText("1 result")).toBeVisible();
    expect(screen.queryByRole("alert")).toBeNull();
  });
});

it("keeps what was opened for the next time, in this workspace, until the person signs out", async () => {
  const { user } = await open();
  await user.keyboard("ada");
  (await request("ada")).answer(found(customer("cus_1", "Ada Whitfield")));
  fireEvent.click(await screen.findByRole("option", { name: /Ada Whitfield/ }));
  expect(push).toHaveBeenCalledExactlyOnceWith("/customers/cus_1");
  await closed();
  await user.keyboard("/");
  const group = await screen.findByRole("group", { name: "Recently opened" });
  expect(within(group).getAllByRole("option")).toHaveLength(1);
  expect(group).toHaveTextContent("Ada Whitfield cus_1@example.com");
  await waitFor(() => expect(screen.getByRole("combobox")).toHaveFocus());
  await user.keyboard("{Enter}");
  await waitFor(() => expect(push).toHaveBeenCalledTimes(2));
  expect(push).toHaveBeenLastCalledWith("/customers/cus_1");
  await closed();
  forgetOpened();
  await user.keyboard("/");
  await screen.findByRole("group", { name: "Pages" });
  expect(screen.queryByRole("group", { name: "Recently opened" })).toBeNull();
});

it("forgets what was opened in a workspace once a customer was erased there", () => {
  const ada = { title: "Ada Whitfield", note: "ada@example.com", href: "/customers/cus_1" };
  const titles = (workspace: string) => readRecent(workspace).map(({ title }) => title);
  for (const workspace of ["w1", "w2"]) rememberOpened(workspace, ada);
  sessionStorage.setItem("widget.payments", '{"customer":"cus_1"}');
  forgetErased("w1", null);
  expect(titles("w1")).toEqual(["Ada Whitfield"]);
  forgetErased("w1", 1000);
  expect([titles("w1"), titles("w2")]).toEqual([[], ["Ada Whitfield"]]);
  expect(sessionStorage.getItem("widget.payments")).toBeNull();
  rememberOpened("w1", { ...ada, title: "Grace Hopper" });
  forgetErased("w1", 1000);
  expect(titles("w1")).toEqual(["Grace Hopper"]);
  forgetErased("w1", 2000);
  expect(titles("w1")).toEqual([]);
});
