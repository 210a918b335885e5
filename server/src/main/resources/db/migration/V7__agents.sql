-- Agents: the programs on hosts, and the tokens with which they are enrolled.

create table enrolment_token (
    id            bigint generated always as identity primary key,
    digest        bytea not null unique,
    note          text not null,
    uses          integer not null check (uses > 0),
    uses_left     integer not null check (uses_left between 0 and uses),
    made_by       text not null,
    made_at       timestamptz not null,
    expires_at    timestamptz not null
);
comment on column enrolment_token.digest is 'SHA-256 of the secret; the secret itself is told once and kept nowhere';
create index enrolment_token_by_expiry on enrolment_token (expires_at);

create table agent (
    id                 uuid primary key,
    host_id            bigint references host,
    machine            text not null,
    name               text not null,
    program            text not null,
    key_digest         bytea not null unique,
    next_key_digest    bytea unique,
    state              text not null check (state in ('active', 'cloned', 'revoked')),
    enrolled_at        timestamptz not null,
    certificate_until  timestamptz not null,
    next_until         timestamptz,
    last_seen_at       timestamptz,
    address            text not null,
    boot               uuid,
    run                uuid,
    earlier_runs       uuid[] not null default '{}',
    cloned_from        text[] not null default '{}',
    twin               uuid references agent,
    survey_digest      bytea,
    survey             bytea,
    changed            xid8 not null default pg_current_xact_id(),
    check ((next_key_digest is null) = (next_until is null))
);
create unique index agent_of_host on agent (host_id) where state <> 'revoked';
create unique index agent_of_machine on agent (machine) where state <> 'revoked';
create index agent_by_change on agent (changed);
create index agent_by_twin on agent (twin) where twin is not null;
comment on column agent.machine is 'as in host';
comment on column agent.key_digest is 'SHA-256 of the public key to which its certificate belongs';
comment on column agent.next_key_digest is 'of a renewed certificate that was not used yet; until then both keys are good';
comment on column agent.address is 'from where it was heard last';
comment on column agent.run is 'the run of the program that checked in last';
comment on column agent.earlier_runs is 'runs that were followed by another: one that comes again is a second machine';
comment on column agent.cloned_from is 'the addresses of the machines that use its identity';
comment on column agent.twin is 'the agent that was alive on another machine with the same machine-id when this one was enrolled';
comment on column agent.survey is 'the lines of its last inventory, deflated; the next delta is applied to them';
comment on column agent.changed is 'the transaction that changed it last, but for when and where it was seen';
