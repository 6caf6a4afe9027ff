-- What a step wrote at a provider that keeps no mark of it. Two steps that send the same text cannot both count one message.
alter table public.steps add column claimed text;
comment on column public.steps.claimed is 'Id of what the step wrote, where only this tells it from the same write of another step; names the provider, so it holds for all workspaces';
create unique index steps_claimed on public.steps (claimed) where claimed is not null;
