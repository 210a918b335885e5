-- By this the index of the fleet notices what has changed, whichever transaction did it and whoever missed it.

alter table host add column changed xid8 not null default pg_current_xact_id();
comment on column host.changed is 'the transaction that last looked at the host or described it';
create index host_by_change on host (changed);
