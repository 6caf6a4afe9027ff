-- What a run, a step or a click led to. Few events name a cause, so the many that a provider reports cost nothing more.
create index event_caused on mesh.event (workspace_id, causation_id, seq) where causation_id is not null;
