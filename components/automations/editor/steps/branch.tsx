import { Button } from "@/components/ui/button";
import { Icon } from "@/components/ui/icon";
import { addBranch, changeBranch, moveBranch, removeBranch } from "@/lib/automations/form/branches";
import type { InnerList } from "@/lib/automations/form/types";

import { ConditionEditor } from "../condition-editor";
import { useEditor } from "../editor-context";
import { InnerGroup } from "../inner-group";
import { controlId, focusPlace, focusSoon } from "../issues";
import { RemovedNotice } from "../removed-notice";
import type { StepPartProps } from "../step-props";

const MAX_BRANCHES = 10;

interface BranchProps extends StepPartProps {
  branch: InnerList;
  /** Zero-based position in the condition step. */
  index: number;
  /** Number of branches, without the else branch. */
  count: number;
}

function BranchTools({ step, path, branch, index, count }: BranchProps) {
  const { change, say } = useEditor();
  const name = `branch ${index + 1} of ${step.id}`;
  const list = `${path}.branch`;
  const move = (by: -1 | 1) => {
    const to = index + by;
    if (to < 0 || to >= count) return;
    change((form) => moveBranch(form, step.uid, branch.uid, by), { label: `moving ${name}` });
    say(`Branch ${index + 1} is now ${to + 1} of ${count}.`);
    // The button moves with its branch and would lose the focus.
    focusSoon(`${branch.uid}-branch${by}`);
  };
  const remove = () => {
    const removed = { name, list, index };
    change((form) => removeBranch(form, step.uid, branch.uid), {
      label: `removing ${name}`,
      removed,
    });
    say(`Branch ${index + 1} was removed. You can undo this.`);
    focusPlace(`${list}[${Math.min(index, count - 2)}]`, true);
  };
  return (
    <span className="flex">
      <Button
        id={`${branch.uid}-branch-1`}
        variant="ghost"
        size="icon"
        aria-label={`Move ${name} up`}
        aria-disabled={index === 0 || undefined}
        onClick={() => move(-1)}
      >
        <Icon name="up" />
      </Button>
      <Button
        id={`${branch.uid}-branch1`}
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

function Branch(props: BranchProps) {
  const { step, path, branch, index, count, fields, errorAt, disabled, renderSteps } = props;
  const { change } = useEditor();
  const place = `${path}.branch[${index}]`;
  const name = `branch ${index + 1} of ${step.id}`;
  return (
    <InnerGroup
      id={controlId(place)}
      label={`Branch ${index + 1} of ${step.id}`}
      title={`Branch ${index + 1}`}
      tools={disabled || count < 2 ? null : <BranchTools {...props} />}
    >
      <ConditionEditor
        path={`${place}.if`}
        label={index === 0 ? "If" : "Else if"}
        of={name}
        emptyText="– no condition yet"
        condition={branch.if}
        fields={fields}
        error={errorAt(`${place}.if`)}
        disabled={disabled}
        onChange={(condition) =>
          change((form) => changeBranch(form, step.uid, branch.uid, condition))
        }
      />
      {renderSteps({ list: branch.uid, path: `${place}.steps`, label: `Steps of ${name}` })}
    </InnerGroup>
  );
}

function ElseBranch({
  step,
  path,
  branch,
  disabled,
  renderSteps,
}: StepPartProps & { branch: InnerList }) {
  const { change, say } = useEditor();
  const place = `${path}.else`;
  const remove = () => {
    change((form) => removeBranch(form, step.uid, branch.uid), {
      label: `removing the else branch of ${step.id}`,
      removed: { name: `else branch of ${step.id}`, list: place, index: -1 },
    });
    say("The else branch was removed. You can undo this.");
    focusPlace(place, true);
  };
  return (
    <InnerGroup
      id={`${controlId(place)}-branch`}
      label={`Else branch of ${step.id}`}
      title="Else"
      tools={
        disabled ? null : (
          <Button
            variant="ghost"
            size="icon"
            aria-label={`Remove else branch of ${step.id}`}
            onClick={remove}
          >
            <Icon name="cross" />
          </Button>
        )
      }
    >
      {renderSteps({
        list: branch.uid,
        path: place,
        label: `Steps of the else branch of ${step.id}`,
      })}
    </InnerGroup>
  );
}

/** Edits the branches of a condition step. The first branch whose condition is true runs, otherwise the else branch. */
export function StepFields(props: StepPartProps) {
  const { step, path, disabled } = props;
  const { change, say } = useEditor();
  const branches = step.inner.filter(({ kind }) => kind === "branch");
  const elseBranch = step.inner.find(({ kind }) => kind === "else");
  const add = (kind: "branch" | "else") => {
    change((form) => addBranch(form, step.uid, kind), {
      label: kind === "branch" ? "adding a branch" : "adding an else branch",
      place: path,
    });
    say(
      kind === "branch" ? `Branch ${branches.length + 1} was added.` : "An else branch was added.",
    );
    focusSoon(
      controlId(kind === "branch" ? `${path}.branch[${branches.length}].if` : `${path}.else`),
    );
  };
  return (
    <>
      {branches.map((branch, index) => (
        <div key={branch.uid} className="grid grid-cols-[minmax(0,1fr)] gap-3">
          <RemovedNotice list={`${path}.branch`} index={index} />
          <Branch {...props} branch={branch} index={index} count={branches.length} />
        </div>
      ))}
      <RemovedNotice list={`${path}.branch`} index={branches.length} />
      {elseBranch ? <ElseBranch {...props} branch={elseBranch} /> : null}
      <RemovedNotice list={`${path}.else`} index={-1} />
      {disabled ? null : (
        <div className="flex flex-wrap gap-2">
          {branches.length < MAX_BRANCHES ? (
            <Button size="sm" onClick={() => add("branch")}>
              <Icon name="plus" />
              Add branch
            </Button>
          ) : null}
          {elseBranch ? null : (
            <Button size="sm" onClick={() => add("else")}>
              <Icon name="plus" />
              Add else branch
            </Button>
          )}
        </div>
      )}
    </>
  );
}
