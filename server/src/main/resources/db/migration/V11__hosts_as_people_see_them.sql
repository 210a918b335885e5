-- Hosts as people see them: some are taken away, some turn out to be one.

alter table host add column removed_at timestamptz;
alter table host add column removed_by text not null default '';
alter table host add column removed_because text not null default '';
alter table host add column merged_into bigint references host;
alter table host add check (removed_at is not null or (removed_by = '' and removed_because = '' and merged_into is null));
comment on column host.removed_at is 'when a person took it away; all that is known of it stays, and it comes back with its next look';
comment on column host.merged_into is 'the host that a person said to be the same machine';
create index host_by_lower_name on host (lower(name)) where removed_at is null;
create index host_by_removal on host (removed_at) where removed_at is not null;

create table host_told_apart (
    first_id   bigint not null references host on delete cascade,
    second_id  bigint not null references host on delete cascade,
    said_by    text not null,
    said_at    timestamptz not null,
    reason     text not null,
    primary key (first_id, second_id),
    check (first_id < second_id)
);
comment on table host_told_apart is 'pairs of hosts that look like one machine and are two, as a person said';

-- The last agent of a host, revoked or not; and who looks at it over SSH.
create index agent_by_host on agent (host_id, enrolled_at);
create index ssh_host_by_host on ssh_host (host_id);
