-- Hosts that are looked at over SSH, with nothing installed on them.

create table ssh_host (
    id         bigint generated always as identity primary key,
    address    text not null,
    port       integer not null check (port between 1 and 65535),
    login      text not null,
    jump_id    bigint references ssh_host,
    keys       text[] not null check (cardinality(keys) > 0),
    host_id    bigint references host,
    added_at   timestamptz not null,
    due_at     timestamptz not null,
    tried_at   timestamptz,
    looked_at  timestamptz,
    failure    text not null default '',
    unique (address, port)
);
create index ssh_host_by_due on ssh_host (due_at);
comment on column ssh_host.keys is 'the host keys that were pinned, as in known_hosts; no others are accepted';
comment on column ssh_host.due_at is 'when it is to be looked at next';
comment on column ssh_host.failure is 'why the last look came to nothing; empty if it did not fail';
