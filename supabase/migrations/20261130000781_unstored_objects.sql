-- Objects that the provider sent and the copy could not take, as they came, so that none is lost without a trace. Data health lists them.
create table private.unstored_objects (
  connection_id uuid not null references public.connections (id) on delete cascade,
  type text collate "C" not null check (length(type) between 1 and 60),
  id text collate "C" not null check (length(id) between 1 and 300),
  problem text not null check (length(problem) <= 500),
  raw jsonb,
  seen_at timestamptz not null,
  primary key (connection_id, type, id)
);
comment on column private.unstored_objects.problem is 'Why it could not be stored, as a sentence for people';
comment on column private.unstored_objects.raw is 'The object as the provider gave it, without secret fields; null if it could not be read';
alter table private.unstored_objects enable row level security;
grant select, insert, update, delete on private.unstored_objects to service_role;
