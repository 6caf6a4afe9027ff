alter table public.approvals add column note text check (length(note) <= 500);
comment on column public.approvals.note is 'What the person who decided wants the run and its people to know';
