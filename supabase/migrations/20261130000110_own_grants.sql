-- Hosted projects may grant everything on new objects of the schema public to the API roles, before any grant of ours.
-- Here these defaults end, and every table gets exactly the rights that the migrations before this one meant.
alter default privileges in schema public revoke all on tables from anon, authenticated, service_role;
alter default privileges in schema public revoke all on sequences from anon, authenticated, service_role;
alter default privileges in schema public revoke all on functions from anon, authenticated, service_role;

revoke all on public.profiles, public.workspaces, public.memberships, public.invitations, public.connections,
  public.connection_cursors, public.audit_log, public.dashboards, public.dashboard_layouts, public.widgets,
  public.widget_definitions, public.automations, public.automation_versions, public.runs, public.steps,
  public.step_attempts, public.approvals, public.api_tokens, public.allowed_moves
  from anon, authenticated, service_role;
revoke all on all sequences in schema public from anon, authenticated, service_role;

grant select on public.profiles, public.workspaces, public.memberships, public.connections, public.connection_cursors,
  public.audit_log, public.dashboards, public.dashboard_layouts, public.widgets, public.widget_definitions,
  public.automations, public.automation_versions, public.runs, public.steps, public.step_attempts, public.approvals,
  public.api_tokens, public.allowed_moves to authenticated;
grant update (display_name) on public.profiles to authenticated;
grant update (name) on public.workspaces to authenticated;
grant update (role), delete on public.memberships to authenticated;
grant select (id, workspace_id, role, created_by, created_at, expires_at), delete on public.invitations to authenticated;
grant insert (workspace_id, role, token_hash, created_by) on public.invitations to authenticated;
grant insert on public.dashboards to authenticated;
grant insert, update, delete on public.dashboard_layouts to authenticated;
grant insert, update (definition, updated_at) on public.widget_definitions to authenticated;
grant insert, update (connection_id, position, removed_at) on public.widgets to authenticated;

grant select on public.profiles, public.workspaces, public.memberships, public.invitations, public.dashboards,
  public.widgets, public.widget_definitions to service_role;
grant select, insert on public.audit_log to service_role;
grant select, insert, delete on public.automation_versions to service_role;
grant select, insert, update, delete on public.connections, public.connection_cursors, public.automations, public.runs,
  public.steps, public.step_attempts, public.approvals, public.api_tokens, public.allowed_moves to service_role;
