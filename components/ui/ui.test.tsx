import { act, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { hydrateRoot } from "react-dom/client";
import { renderToString } from "react-dom/server";
import { afterEach, describe, expect, it, vi } from "vitest";

import { Badge } from "./badge";
import { Button } from "./button";
import { CopyButton } from "./copy-button";
import { EmptyState } from "./empty-state";
import { ErrorState } from "./error-state";
import { Field, SelectField } from "./field";
import { LazyDialog } from "./lazy-dialog";
import { LazyMenu } from "./lazy-menu";
import { RelativeTime } from "./relative-time";
import type { Toaster } from "./toast";
import { ToastProvider, useToast } from "./toast";
import { DrawnAt } from "./use-now";

afterEach(() => vi.useRealTimers());

describe("Button", () => {
  it("does not submit, and does nothing while its work is under way", async () => {
    const press = vi.fn<() => void>();
    const submit = vi.fn<() => void>();
    const { rerender } = render(
      <form onSubmit={submit}>
        <Button onClick={press}>Save</Button>
      </form>,
    );
    const button = screen.getByRole("button", { name: "Save" });
    await userEvent.click(button);
    rerender(
      <form onSubmit={submit}>
        <Button onClick={press} pending>
          Save
        </Button>
      </form>,
    );
    await userEvent.click(button);
    expect(press).toHaveBeenCalledOnce();
    expect(submit).not.toHaveBeenCalled();
    expect(button).toHaveAttribute("aria-busy", "true");
  });
});

describe("Badge", () => {
  it("says its state in words beside an icon", () => {
    const { container } = render(<Badge tone="danger">Failed</Badge>);
    expect(screen.getByText("Failed")).toBeVisible();
    expect(container.querySelector("svg")).toHaveAttribute("aria-hidden", "true");
  });
});

describe("RelativeTime", () => {
  const at = Date.UTC(2026, 10, 21, 10, 45);

  it("is absolute on the server and relative after hydration, without a mismatch", async () => {
    vi.useFakeTimers({ now: at + 5 * 60_000 });
    const element = <RelativeTime atMs={at} timeZone="Europe/Berlin" />;
    const container = document.createElement("div");
    container.innerHTML = renderToString(element);
    expect(container.querySelector("time")).toHaveTextContent("Nov 21, 2026, 11:45");
    const onRecoverableError = vi.fn<() => void>();
    const root = await act(async () => hydrateRoot(container, element, { onRecoverableError }));
    const time = container.querySelector("time");
    expect(time).toHaveTextContent("5 minutes ago");
    expect(time).toHaveAttribute("datetime", "2026-11-21T10:45:00.000Z");
    expect(onRecoverableError).not.toHaveBeenCalled();
    await act(() => vi.advanceTimersByTimeAsync(60_000));
    expect(time).toHaveTextContent("6 minutes ago");
    act(() => root.unmount());
  });

  it("is relative from the first paint where the server says when it drew", async () => {
    vi.useFakeTimers({ now: at + 5 * 60_000 });
    const element = (
      <DrawnAt ms={Date.now()}>
        <RelativeTime atMs={at} timeZone="Europe/Berlin" />
      </DrawnAt>
    );
    const container = document.createElement("div");
    container.innerHTML = renderToString(element);
    expect(container.querySelector("time")).toHaveTextContent("5 minutes ago");
    vi.setSystemTime(at + 7 * 60_000); // the browser's clock differs
    const onRecoverableError = vi.fn<() => void>();
    const root = await act(async () => hydrateRoot(container, element, { onRecoverableError }));
    expect(container.querySelector("time")).toHaveTextContent("7 minutes ago");
    expect(onRecoverableError).not.toHaveBeenCalled();
    act(() => root.unmount());
  });

  it("tells the exact time on focus and to screen readers", () => {
    render(<RelativeTime atMs={at} timeZone="Europe/Berlin" />);
    const exact = "Nov 21, 2026, 11:45:00 (Europe/Berlin)";
    expect(screen.getByRole("time")).toHaveAccessibleDescription(exact);
    expect(screen.getByRole("time")).toHaveAttribute("tabindex", "0");
  });
});

describe("CopyButton", () => {
  it("copies and says so, and says when it could not", async () => {
    const user = userEvent.setup();
    render(<CopyButton value="req_1" label="Copy request id" />);
    await user.click(screen.getByRole("button", { name: "Copy request id" }));
    expect(await navigator.clipboard.readText()).toBe("req_1");
    expect(screen.getByRole("status")).toHaveTextContent("Copied");
    vi.spyOn(navigator.clipboard, "writeText").mockRejectedValueOnce(new Error("no"));
    await user.click(screen.getByRole("button"));
    expect(screen.getByRole("status")).toHaveTextContent("Copying failed");
  });
});

describe("states", () => {
  it("say what, why, the way out and the request", () => {
    render(
      <ErrorState
        title="Broken"
        reason="Because."
        requestId="req_1"
        action={<Button>Mend</Button>}
      />,
    );
    const alert = screen.getByRole("alert");
    for (const text of ["Broken", "Because.", "req_1"]) expect(alert).toHaveTextContent(text);
    expect(screen.getByRole("button", { name: "Mend" })).toBeVisible();
    render(<EmptyState title="Nothing" hint="Yet" />);
    expect(screen.getByText("Yet")).toBeVisible();
  });
});

describe("Field", () => {
  it("ties label, hint and error to the input", () => {
    render(<Field label="Amount" hint="In dollars" error="Enter a number" name="amount" />);
    const input = screen.getByRole("textbox", { name: "Amount" });
    expect(input).toHaveAccessibleDescription("Enter a number In dollars");
    expect(input).toBeInvalid();
  });

  it("offers a native select", async () => {
    render(
      <SelectField
        label="Mode"
        options={[
          { value: "t", label: "Test" },
          { value: "l", label: "Live" },
        ]}
      />,
    );
    await userEvent.selectOptions(screen.getByRole("combobox", { name: "Mode" }), "Live");
    expect(screen.getByRole("combobox")).toHaveValue("l");
  });
});

describe("heavy popups", () => {
  it("open a menu on the first press and run its command", async () => {
    const refresh = vi.fn<() => void>();
    const user = userEvent.setup();
    render(<LazyMenu label="Options" items={[{ label: "Refresh", onSelect: refresh }]} />);
    await user.click(screen.getByRole("button", { name: "Options" }));
    await user.click(await screen.findByRole("menuitem", { name: "Refresh" }));
    expect(refresh).toHaveBeenCalledOnce();
  });

  it("open a dialog that is named and closes on Escape", async () => {
    const change = vi.fn<(open: boolean) => void>();
    render(
      <LazyDialog open onOpenChange={change} title="Disconnect" description="This stops widgets.">
        <Button>Go</Button>
      </LazyDialog>,
    );
    expect(await screen.findByRole("dialog", { name: "Disconnect" })).toBeVisible();
    await userEvent.keyboard("{Escape}");
    await waitFor(() => expect(change).toHaveBeenCalledWith(false));
  });
});

function Announcer({ ready }: { ready: (toaster: Toaster) => void }) {
  const toaster = useToast();
  return <button onClick={() => ready(toaster)}>announce</button>;
}

describe("toasts", () => {
  it("leave after five seconds when they succeed, stay when they fail, and can be undone", () => {
    vi.useFakeTimers();
    const undo = vi.fn<() => void>();
    const announce = (toaster: Toaster) => {
      toaster.success("Removed", { label: "Undo", onSelect: undo });
      toaster.error("Not saved");
    };
    render(
      <ToastProvider>
        <Announcer ready={announce} />
      </ToastProvider>,
    );
    const live = screen.getByRole("list");
    expect(live).toHaveAttribute("aria-live", "polite");
    act(() => screen.getByRole("button", { name: "announce" }).click());
    act(() => screen.getByRole("button", { name: "Undo" }).click());
    expect(undo).toHaveBeenCalledOnce();
    expect(screen.queryByText("Removed")).toBeNull();
    act(() => screen.getByRole("button", { name: "announce" }).click());
    act(() => void vi.advanceTimersByTime(5001));
    expect(screen.queryByText("Removed")).toBeNull();
    expect(screen.getAllByText("Not saved")).toHaveLength(2);
  });
});
