-- What a member asked a second person for goes when the member does, or is no admin any more.
create or replace function private.end_authority() returns trigger
  language plpgsql security definer set search_path = '' as $$
begin
  if tg_op = 'DELETE' or new.role not in ('owner', 'admin') then
    delete from public.invitations i where i.workspace_id = old.workspace_id and i.created_by = old.user_id;
    update public.action_attempts a set status = 'failed', finished_at = now(),
      problem = 'The person who asked for it is not an admin any more.'
    where a.workspace_id = old.workspace_id and a.created_by = old.user_id and a.status = 'waiting';
  end if;
  if tg_op = 'UPDATE' and new.role not in ('owner', 'admin') then
    update public.api_tokens t set revoked_at = now()
    where t.workspace_id = old.workspace_id and t.created_by = old.user_id and t.revoked_at is null;
  end if;
  if tg_op = 'DELETE' then
    delete from public.api_tokens t where t.workspace_id = old.workspace_id and t.created_by = old.user_id;
  end if;
  return null;
end $$;
