-- What happened before an automation listened, or before an account was connected, is history and starts nothing.
alter table public.automations add column listens_since timestamptz;
comment on column public.automations.listens_since is
  'Events that happened earlier start nothing. Kept while the automation stays enabled with the same trigger';
update public.automations set listens_since = enabled_at;

alter table public.connections add column events_since timestamptz not null default now();
comment on column public.connections.events_since is
  'Events of the account that happened earlier are history. Kept while the connection is repaired, not when it is made anew after a disconnect';
update public.connections set events_since = connected_at;

-- A run that is taken up again and again without a step forward is failed, whatever throws.
alter table public.runs add column stalled_claims smallint not null default 0;
comment on column public.runs.stalled_claims is 'How often in a row a worker took the run up and wrote nothing of it';

alter table public.connection_cursors add column sweep_error text;
comment on column public.connection_cursors.sweep_error is
  'Why the last look for missed events failed, for people; null after one that succeeded';
