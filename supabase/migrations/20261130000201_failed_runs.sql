-- The bell counts the runs that failed since a person last looked, on every page.
create index run_failed on public.runs (workspace_id, finished_at desc) where status = 'failed';
