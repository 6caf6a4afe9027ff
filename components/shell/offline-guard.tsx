"use client";

import { useEffect, useRef, useState } from "react";

import { useConnectedMesh } from "@/components/mesh/mesh-context";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { isLeaving } from "@/components/ui/leaving-link";

const ASK_MS = 3_000;

const canReachServer = () =>
  fetch("/api/health", { cache: "no-store" }).then(
    ({ ok }) => ok,
    () => false,
  );

/** Calls back once when the server answers again. Returns its undo. */
function onReturn(callback: () => void): () => void {
  let isOver = false;
  const ask = async () => {
    if (isOver || !(await canReachServer()) || isOver) return;
    isOver = true;
    callback();
  };
  const timer = setInterval(() => void ask(), ASK_MS);
  const soon = () => void ask();
  window.addEventListener("online", soon);
  return () => {
    isOver = true;
    clearInterval(timer);
    window.removeEventListener("online", soon);
  };
}

/** A link or a form that a person used without a connection. */
interface Wanted {
  readonly element: HTMLElement;
  /** Names what the page does when the connection is back, as “Members” opens. */
  readonly text: string;
  follow(): void;
}

const wantedLink = (link: HTMLAnchorElement): Wanted => ({
  element: link,
  text: `“${link.textContent}” opens`,
  follow: () => link.click(),
});
const wantedForm = (form: HTMLFormElement, submitter: HTMLElement | null): Wanted => ({
  element: form,
  text: `“${submitter?.textContent ?? "Submit"}” is applied`,
  follow: () => form.requestSubmit(submitter),
});

/**
 * Keeps the page when a link is followed, or a form that leads to a page is sent, without a connection, where the browser
 * would show its error page. It opens the link or sends the form as soon as the server answers.
 */
export function OfflineGuard() {
  const mesh = useConnectedMesh();
  const [problem, setProblem] = useState<string | null>(null);
  const [wanted, setWanted] = useState<Wanted | null>(null);
  const isFollowing = useRef(false);

  useEffect(() => {
    const problemNow = () => {
      if (!navigator.onLine) return "You are offline.";
      return mesh?.status().connection === "offline" ? "The server cannot be reached." : null;
    };
    const update = () => setProblem(problemNow());
    const onClick = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest("a") : null;
      if (isFollowing.current || !link?.href || !problemNow() || !isLeaving(event, link)) return;
      event.preventDefault();
      event.stopPropagation();
      setWanted(wantedLink(link));
    };
    const onSubmit = (event: SubmitEvent) => {
      const form = event.target;
      if (isFollowing.current || event.defaultPrevented || !problemNow()) return;
      if (!(form instanceof HTMLFormElement) || form.method !== "get") return;
      event.preventDefault();
      setWanted(wantedForm(form, event.submitter));
    };
    // On the window, so before every other listener: nobody else has to ask about a way that is not open.
    window.addEventListener("click", onClick, true);
    // After every other listener: most forms are handled by the page itself, and need no other page.
    window.addEventListener("submit", onSubmit);
    window.addEventListener("online", update);
    window.addEventListener("offline", update);
    const leave = mesh?.onStatus(update);
    return () => {
      window.removeEventListener("click", onClick, true);
      window.removeEventListener("submit", onSubmit);
      window.removeEventListener("online", update);
      window.removeEventListener("offline", update);
      leave?.();
    };
  }, [mesh]);

  useEffect(() => {
    if (!wanted) return undefined;
    return onReturn(() => {
      setWanted(null);
      if (!wanted.element.isConnected) return;
      isFollowing.current = true;
      wanted.follow();
      isFollowing.current = false;
    });
  }, [wanted]);

  return (
    <div className="fixed inset-x-0 bottom-0 z-40" aria-live="polite">
      {wanted ? (
        <Banner
          tone="warning"
          action={
            <Button size="sm" onClick={() => setWanted(null)}>
              Stay here
            </Button>
          }
        >
          {problem ?? "You are offline."} {wanted.text} when the connection is back.
        </Banner>
      ) : problem ? (
        <Banner tone="warning">{problem} What you see may be out of date.</Banner>
      ) : null}
    </div>
  );
}
