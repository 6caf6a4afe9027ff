-- Lists of events are newest first by when things happened. What arrives late has its place among the earlier ones;
-- a time that lies in the future counts as the time of arrival, so that it does not stay on top.
create index event_happened on mesh.event (workspace_id, least(time, recorded_at) desc, seq desc);
