import { act, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, it, onTestFinished, vi } from "vitest";

import { OfflineGuard } from "./offline-guard";

const setOnline = (isOnline: boolean) => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(isOnline);
  act(() => void window.dispatchEvent(new Event(isOnline ? "online" : "offline")));
};

function setUp() {
  const saved = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
  const followed = vi.fn((event: { preventDefault: () => void }) => event.preventDefault());
  render(
    <>
      {/* oxlint-disable-next-line next/no-html-link-for-pages -- any link of the page */}
      <a href="/events" onClick={followed}>
        Events
      </a>
      <form action="/events">
        <input name="type" defaultValue="stripe.*" />
        <button type="submit">Filter</button>
      </form>
      <form onSubmit={saved}>
        <button type="submit">Save</button>
      </form>
      <OfflineGuard />
    </>,
  );
  return {
    saved,
    followed,
    link: screen.getByRole("link", { name: "Events" }),
  };
}

beforeEach(() => {
  vi.stubGlobal("fetch", () =>
    navigator.onLine ? Promise.resolve(Response.json({ ok: true })) : Promise.reject(new Error()),
  );
});
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  window.dispatchEvent(new Event("online")); // what fetches in other tests listens, too
});

it("leaves links alone while there is a connection", async () => {
  const { followed, link } = setUp();
  await userEvent.click(link);
  expect(followed).toHaveBeenCalledOnce();
});

it("keeps the page without a connection, says so, and follows the link when it is back", async () => {
  const { followed, link } = setUp();
  setOnline(false);
  expect(screen.getByText(/^You are offline/)).toBeVisible();
  await userEvent.click(link);
  expect(followed).not.toHaveBeenCalled();
  expect(screen.getByText(/“Events” opens when the connection is back/)).toBeVisible();
  setOnline(true);
  await expect.poll(() => followed.mock.calls.length).toBe(1);
  await expect.poll(() => screen.queryByText(/offline/)).toBeNull();
});

it("stays when the person wants to stay", async () => {
  const { followed, link } = setUp();
  setOnline(false);
  await userEvent.click(link);
  await userEvent.click(screen.getByRole("button", { name: "Stay here" }));
  setOnline(true);
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(followed).not.toHaveBeenCalled();
});

/** The forms that the browser would send now, by the text of their button. Stands in for the browser, which then goes on. */
function watchSubmits(): string[] {
  const sent: string[] = [];
  const onSubmit = (event: SubmitEvent) => {
    if (!event.defaultPrevented) sent.push(event.submitter?.textContent ?? "");
    event.preventDefault();
  };
  window.addEventListener("submit", onSubmit);
  onTestFinished(() => window.removeEventListener("submit", onSubmit));
  return sent;
}

it("leaves a form that leads to a page alone while there is a connection", async () => {
  setUp();
  const sent = watchSubmits();
  await userEvent.click(screen.getByRole("button", { name: "Filter" }));
  expect(sent).toEqual(["Filter"]);
});

it("holds a form that leads to a page without a connection, and sends it when it is back", async () => {
  setUp();
  const sent = watchSubmits();
  setOnline(false);
  await userEvent.click(screen.getByRole("button", { name: "Filter" }));
  expect(sent).toEqual([]);
  expect(screen.getByText(/“Filter” is applied when the connection is back/)).toBeVisible();
  setOnline(true);
  await expect.poll(() => sent).toEqual(["Filter"]);
});

it("leaves forms alone that the page handles itself", async () => {
  const { saved } = setUp();
  setOnline(false);
  await userEvent.click(screen.getByRole("button", { name: "Save" }));
  expect(saved).toHaveBeenCalledOnce();
  expect(screen.queryByText(/when the connection is back/)).toBeNull();
});
