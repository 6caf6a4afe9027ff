-- Runs of an automation may have to take turns: as many at once as it says, in each of its lanes.
alter table public.runs add column lane text not null default '' check (length(lane) <= 300);
comment on column public.runs.lane is 'Runs of one automation and lane take turns: the event''s subject where the automation says so, else empty';
drop index public.runs_open;
create index runs_open on public.runs (automation_id, lane, created_at) where finished_at is null;
create index runs_open_workspace on public.runs (workspace_id) where finished_at is null;

-- A step that is retried after nobody approved it, or somebody refused it, asks anew; what was asked before stays on record.
alter table public.approvals add column superseded boolean not null default false;
comment on column public.approvals.superseded is 'The run was retried since: it counts for nothing any more';
alter table public.approvals drop constraint approvals_run_id_key_key;
create unique index approvals_current on public.approvals (run_id, key) where not superseded;
