-- Requests that are not to be carried out twice, with their answers.

create table idempotency (
    person       text not null,
    key          text not null,
    fingerprint  bytea not null,
    status       integer not null,
    type         text,
    location     text,
    etag         text,
    body         bytea,
    at           timestamptz not null,
    primary key (person, key)
);
create index idempotency_by_time on idempotency (at);
comment on column idempotency.person is 'or token, person/token';
comment on column idempotency.fingerprint is 'SHA-256 of method, address and body';
comment on column idempotency.body is 'null if the answer held a secret, which is not kept';

-- The order of the list of hosts.
create index host_by_name on host (name, id);
create index inventory_by_time on inventory (taken_at, host_id);
