"use client";

import type { ReactNode } from "react";

import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { Icon } from "@/components/ui/icon";
import { addWay, changeWay, moveWay, removeWay } from "@/lib/automations/form/steps";
import type { InnerList } from "@/lib/automations/form/types";

import { ConditionEditor } from "./condition-editor";
import { useEditor } from "./editor-context";
import { controlId, focusPlace, focusSoon } from "./issues";
import { RemovedNotice } from "./removed-notice";
import { textIn, type StepPartProps } from "./step-props";
import { TemplateField } from "./template-field";

const MAX_BRANCHES = 10;

/** A list of steps inside of a card; on a narrow screen it takes the card's margin. */
function Inner({
  id,
  label,
  title,
  tools,
  children,
}: {
  id: string;
  label: string;
  title: string;
  tools?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div
      role="group"
      id={id}
      tabIndex={-1}
      aria-label={label}
      className="border-accent -mx-3 grid grid-cols-[minmax(0,1fr)] gap-3 border-l-2 pl-2 sm:mx-0 sm:pl-4"
    >
      <div className="flex min-h-6 flex-wrap items-center justify-between gap-2">
        <p className="text-sm font-semibold">{title}</p>
        {tools}
      </div>
      {children}
    </div>
  );
}

interface WayProps extends StepPartProps {
  way: InnerList;
  /** Its place among the ways. */
  index: number;
  /** How many ways there are. */
  count: number;
}

function WayTools({ step, path, way, index, count }: WayProps) {
  const { change, say } = useEditor();
  const name = `way ${index + 1} of ${step.id}`;
  const list = `${path}.branch`;
  const move = (by: -1 | 1) => {
    const to = index + by;
    if (to < 0 || to >= count) return;
    change((form) => moveWay(form, step.uid, way.uid, by), { label: `the move of ${name}` });
    say(`Way ${index + 1} is now ${to + 1} of ${count}.`);
    // The button moves with its way and would lose the focus.
    focusSoon(`${way.uid}-way${by}`);
  };
  const remove = () => {
    const removed = { name, list, index };
    change((form) => removeWay(form, step.uid, way.uid), {
      label: `the removal of ${name}`,
      removed,
    });
    say(`Way ${index + 1} was removed. It can be undone.`);
    focusPlace(`${list}[${Math.min(index, count - 2)}]`, true);
  };
  return (
    <span className="flex">
      <Button
        id={`${way.uid}-way-1`}
        variant="ghost"
        size="icon"
        aria-label={`Move ${name} up`}
        aria-disabled={index === 0 || undefined}
        onClick={() => move(-1)}
      >
        <Icon name="up" />
      </Button>
      <Button
        id={`${way.uid}-way1`}
        variant="ghost"
        size="icon"
        aria-label={`Move ${name} down`}
        aria-disabled={index === count - 1 || undefined}
        onClick={() => move(1)}
      >
        <Icon name="down" />
      </Button>
      <Button variant="ghost" size="icon" aria-label={`Remove ${name}`} onClick={remove}>
        <Icon name="cross" />
      </Button>
    </span>
  );
}

function Way(props: WayProps) {
  const { step, path, way, index, count, fields, errorAt, disabled, renderSteps } = props;
  const { change } = useEditor();
  const place = `${path}.branch[${index}]`;
  const name = `way ${index + 1} of ${step.id}`;
  return (
    <Inner
      id={controlId(place)}
      label={`Way ${index + 1} of ${step.id}`}
      title={`Way ${index + 1}`}
      tools={disabled || count < 2 ? null : <WayTools {...props} />}
    >
      <ConditionEditor
        path={`${place}.if`}
        label={index === 0 ? "If" : "Else, if"}
        of={name}
        otherwise="– no condition yet"
        condition={way.if}
        fields={fields}
        error={errorAt(`${place}.if`)}
        disabled={disabled}
        onChange={(condition) => change((form) => changeWay(form, step.uid, way.uid, condition))}
      />
      {renderSteps({ list: way.uid, path: `${place}.steps`, label: `Steps of ${name}` })}
    </Inner>
  );
}

function Otherwise({ step, path, way, disabled, renderSteps }: StepPartProps & { way: InnerList }) {
  const { change, say } = useEditor();
  const place = `${path}.else`;
  const remove = () => {
    change((form) => removeWay(form, step.uid, way.uid), {
      label: `the removal of “otherwise” of ${step.id}`,
      removed: { name: `otherwise of ${step.id}`, list: place, index: -1 },
    });
    say("“Otherwise” was removed. It can be undone.");
    focusPlace(place, true);
  };
  return (
    <Inner
      id={`${controlId(place)}-way`}
      label={`Otherwise, of ${step.id}`}
      title="Otherwise"
      tools={
        disabled ? null : (
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove otherwise of ${step.id}`}
            onClick={remove}
          >
            <Icon name="cross" />
          </Button>
        )
      }
    >
      {renderSteps({ list: way.uid, path: place, label: `Steps of otherwise of ${step.id}` })}
    </Inner>
  );
}

/** Ways with their conditions and steps: the first that holds is taken, else what stands under “otherwise”. */
export function BranchStep(props: StepPartProps) {
  const { step, path, disabled } = props;
  const { change, say } = useEditor();
  const ways = step.inner.filter(({ kind }) => kind === "way");
  const otherwise = step.inner.find(({ kind }) => kind === "otherwise");
  const add = (kind: "way" | "otherwise") => {
    change((form) => addWay(form, step.uid, kind), {
      label: kind === "way" ? "the new way" : "the new “otherwise”",
      place: path,
    });
    say(kind === "way" ? `Way ${ways.length + 1} was added.` : "“Otherwise” was added.");
    focusSoon(controlId(kind === "way" ? `${path}.branch[${ways.length}].if` : `${path}.else`));
  };
  return (
    <>
      {ways.map((way, index) => (
        <div key={way.uid} className="grid grid-cols-[minmax(0,1fr)] gap-3">
          <RemovedNotice list={`${path}.branch`} index={index} />
          <Way {...props} way={way} index={index} count={ways.length} />
        </div>
      ))}
      <RemovedNotice list={`${path}.branch`} index={ways.length} />
      {otherwise ? <Otherwise {...props} way={otherwise} /> : null}
      <RemovedNotice list={`${path}.else`} index={-1} />
      {disabled ? null : (
        <div className="flex flex-wrap gap-2">
          {ways.length < MAX_BRANCHES ? (
            <Button size="sm" onClick={() => add("way")}>
              <Icon name="plus" />
              Add a way
            </Button>
          ) : null}
          {otherwise ? null : (
            <Button size="sm" onClick={() => add("otherwise")}>
              <Icon name="plus" />
              Add “otherwise”
            </Button>
          )}
        </div>
      )}
    </>
  );
}

/** The steps that are done once for each item of a list. */
export function ForEachStep(props: StepPartProps) {
  const { step, path, fields, errorAt, disabled, setBody, renderSteps } = props;
  const [list] = step.inner;
  const name = textIn(step.body["as"]) || "item";
  return (
    <>
      <TemplateField
        id={controlId(`${path}.forEach`)}
        label="The list"
        hint="One field that holds a list"
        value={step.body["forEach"]}
        fields={fields}
        disabled={disabled}
        error={errorAt(`${path}.forEach`)}
        onValue={(value) => setBody({ forEach: value ?? "" })}
      />
      <Field
        id={controlId(`${path}.as`)}
        label="Name of one item"
        hint={`Fields of an item are then written like {{${name}.id}}`}
        disabled={disabled}
        value={textIn(step.body["as"])}
        placeholder="item"
        error={errorAt(`${path}.as`)}
        onChange={({ target }) => setBody({ as: target.value || undefined })}
      />
      {list ? (
        <Inner
          id={`${controlId(`${path}.steps`)}-each`}
          label={`For each ${name} of ${step.id}`}
          title={`For each ${name}`}
        >
          {renderSteps({
            list: list.uid,
            path: `${path}.steps`,
            label: `Steps for each ${name} of ${step.id}`,
          })}
        </Inner>
      ) : null}
    </>
  );
}
