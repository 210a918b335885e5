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

-- Programs that wait for somebody to approve their sign-in. Nothing here lets anybody in: the token is made when the
-- program asks after the approval, and is told it alone.

create table device_authorization (
    id             bigint generated always as identity primary key,
    device_digest  bytea not null unique,
    user_code      text not null unique,
    name           text not null,
    address        text not null,
    made_at        timestamptz not null,
    expires_at     timestamptz not null,
    state          text not null check (state in ('pending', 'approved', 'denied')),
    person_id      bigint references person on delete cascade,
    roles          text[] not null,
    days           integer not null,
    check ((state = 'approved') = (person_id is not null))
);
create index device_authorization_by_expiry on device_authorization (expires_at);
comment on column device_authorization.roles is 'that were approved, such as operator@tag:web';
