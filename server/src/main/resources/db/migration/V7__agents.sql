-- Agents: the programs on hosts, and the tokens with which they are enrolled.

create table enrolment_token (
    id            bigint generated always as identity primary key,
    digest        bytea not null unique,
    note          text not null,
    uses_left     integer not null check (uses_left >= 0),
    made_by       text not null,
    made_at       timestamptz not null,
    expires_at    timestamptz not null
);
comment on column enrolment_token.digest is 'SHA-256 of the secret; the secret itself is told once and kept nowhere';

create table agent (
    id                 uuid primary key,
    host_id            bigint references host,
    machine            text not null,
    name               text not null,
    program            text not null,
    key_digest         bytea not null unique,
    state              text not null check (state in ('active', 'cloned', 'revoked')),
    enrolled_at        timestamptz not null,
    certificate_until  timestamptz not null,
    last_seen_at       timestamptz,
    address            text,
    boot               uuid,
    run                uuid,
    earlier_runs       uuid[] not null default '{}',
    survey_digest      bytea,
    survey             bytea
);
create unique index agent_of_host on agent (host_id) where state <> 'revoked';
comment on column agent.key_digest is 'SHA-256 of the public key to which its certificate belongs';
comment on column agent.run is 'the run of the program that checked in last';
comment on column agent.earlier_runs is 'runs that were followed by another: one that comes again is a second machine';
comment on column agent.survey is 'the lines of its last inventory, deflated; the next delta is applied to them';
