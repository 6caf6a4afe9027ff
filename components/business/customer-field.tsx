"use client";

import { useEffect, useId, useRef, useState, type KeyboardEvent } from "react";
import { flushSync } from "react-dom";

import { Field } from "@/components/ui/field";
import type { CustomerChoice } from "@/lib/business/customer-choices";

const DEBOUNCE_MS = 150;

/** Asks for the customers of an account whose name begins with what is typed, once typing pauses. */
function useCustomers(account: string, text: string): readonly CustomerChoice[] {
  const [found, setFound] = useState<readonly CustomerChoice[]>([]);
  useEffect(() => {
    if (text.trim() === "") return undefined;
    const abort = new AbortController();
    const ask = async () => {
      const query = new URLSearchParams({ account, q: text }).toString();
      try {
        const response = await fetch(`/api/objects/customers?${query}`, { signal: abort.signal });
        if (response.ok) setFound((await response.json()) as CustomerChoice[]); // the shape of our own route
      } catch {
        setFound([]); // without choices the field still takes a whole name
      }
    };
    const timer = setTimeout(() => void ask(), DEBOUNCE_MS);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [account, text]);
  return text.trim() === "" ? [] : found;
}

interface CustomerFieldProps {
  readonly name: string;
  readonly label: string;
  /** Id of the connection whose customers are offered. */
  readonly account: string;
  /** Name of the customer that is set; empty if none is. */
  readonly shown: string;
  /** Id of the customer that is set; empty if none is. */
  readonly value: string;
}

function Choices({
  id,
  found,
  active,
  onPick,
}: {
  id: string;
  found: readonly CustomerChoice[];
  active: number;
  onPick: (choice: CustomerChoice) => void;
}) {
  return (
    <div
      id={id}
      role="listbox"
      aria-label="Customers"
      className="border-line max-h-56 overflow-y-auto rounded-md border p-1 empty:hidden"
    >
      {found.map((choice, at) => (
        <button
          key={choice.id}
          id={`${id}-${at}`}
          type="button"
          role="option"
          tabIndex={-1}
          aria-selected={at === active}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => onPick(choice)}
          className="aria-selected:bg-accent-soft hover:bg-hover grid min-h-8 w-full cursor-pointer rounded-sm px-2 py-1 text-left text-sm pointer-coarse:min-h-11"
        >
          <span className="truncate font-medium">{choice.name}</span>
          {choice.note === null ? null : (
            <span className="text-muted truncate text-xs">{choice.note}</span>
          )}
        </button>
      ))}
    </div>
  );
}

/** A field of a form that takes a customer by name or e-mail address. A choice sends the form. */
export function CustomerField({ name, label, account, shown, value }: CustomerFieldProps) {
  const [text, setText] = useState(shown);
  const [picked, setPicked] = useState(value);
  const [active, setActive] = useState(-1);
  const input = useRef<HTMLInputElement>(null);
  const list = useId();
  const found = useCustomers(account, picked === "" ? text : "");
  const pick = (choice: CustomerChoice) => {
    flushSync(() => {
      setText(choice.name);
      setPicked(choice.id);
    });
    input.current?.form?.requestSubmit();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const choice = found[active];
    if (step !== 0 && found.length > 0) setActive((active + step + found.length) % found.length);
    else if (event.key === "Enter" && choice) pick(choice);
    else return;
    event.preventDefault();
  };
  return (
    <>
      {picked === "" ? null : <input type="hidden" name={name} value={picked} />}
      <Field
        ref={input}
        // The typed text is sent only while nothing is chosen.
        {...(picked === "" ? { name } : {})}
        label={label}
        value={text}
        placeholder="Name or e-mail address"
        autoComplete="off"
        spellCheck={false}
        role="combobox"
        aria-autocomplete="list"
        aria-expanded={found.length > 0}
        aria-controls={list}
        {...(active >= 0 && active < found.length
          ? { "aria-activedescendant": `${list}-${active}` }
          : {})}
        onChange={({ target }) => {
          setText(target.value);
          setPicked("");
          setActive(-1);
        }}
        onKeyDown={onKeyDown}
      />
      <Choices id={list} found={found} active={active} onPick={pick} />
    </>
  );
}
