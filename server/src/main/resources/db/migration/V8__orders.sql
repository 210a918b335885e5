-- Orders: what hosts were asked, and what they told of it. A row is only ever changed forward, from one state to a later one;
-- it goes with its host alone.

create table host_order (
    number         bigint generated always as identity primary key,
    id             uuid not null unique,
    host_id        bigint not null references host on delete cascade,
    agent_id       uuid not null,
    kind           text not null,
    changing       boolean not null,
    about          text not null,
    signed         bytea not null,
    follows        bigint references host_order on delete set null,
    asked_by       text not null,
    reason         text not null,
    issued_at      timestamptz not null,
    expires_at     timestamptz not null,
    seconds        integer not null check (seconds > 0),
    state          text not null check (state in
        ('waiting', 'taken', 'overdue', 'succeeded', 'failed', 'unknown', 'expired', 'withdrawn')),
    handed_out_at  timestamptz,
    taken_at       timestamptz,
    ended_at       timestamptz,
    failure        text,
    message        text not null default '',
    report         bytea,
    version        bigint not null default 0,
    touched_at     timestamptz not null,
    check ((state in ('waiting', 'taken', 'overdue')) = (ended_at is null)),
    check ((state = 'failed') = (failure is not null))
);
comment on column host_order.id is 'in the envelope: by this the host knows it';
comment on column host_order.number is 'in the order in which they were given, for people';
comment on column host_order.agent_id is 'the host of the envelope';
comment on column host_order.changing is 'whether the host is another one afterwards; one of these at a time';
comment on column host_order.about is 'what it names, cut; the whole stands in what was signed';
comment on column host_order.signed is 'the bytes that go over to the host and are signed; the key is in no table';
comment on column host_order.follows is 'the order that it takes back or was planned from';
comment on column host_order.seconds is 'how long it may take once begun';
comment on column host_order.handed_out_at is 'when it was first put into an answer to the host';
comment on column host_order.report is 'as the host told it, texts cut to their bounds, deflated';
comment on column host_order.version is 'counts changes of state';

create index host_order_of_host on host_order (host_id, number);
create index host_order_open on host_order (agent_id, number) where state in ('waiting', 'taken', 'overdue');
create index host_order_by_time on host_order (issued_at, number);
create index host_order_touched on host_order (touched_at);
