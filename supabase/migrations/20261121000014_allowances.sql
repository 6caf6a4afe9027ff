-- How much an automation may do in one go without asking a person, by the word of an owner.
alter table public.automations add column allowed_items integer check (allowed_items between 1 and 100);
alter table public.automations add column allowed_version integer;
alter table public.automations add column allowed_by uuid references public.profiles (id) on delete set null;
comment on column public.automations.allowed_items is 'Items of one list that may be sent something without an approval';
comment on column public.automations.allowed_version is 'The only version for which that holds';
comment on column public.automations.allowed_by is 'The owner who said so; it holds while this person is one';
