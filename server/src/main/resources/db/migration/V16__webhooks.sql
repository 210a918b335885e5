-- Webhooks: other systems that are told what becomes of changes, and what they were told.

create table webhook (
    id       bigint generated always as identity primary key,
    name     text not null unique,
    address  text not null,
    secret   bytea not null,
    events   text[] not null,
    made_by  text not null,
    made_at  timestamptz not null,
    version  bigint not null default 0
);
comment on column webhook.secret is 'the bytes that sign what is sent, sealed with the key in the data folder';
comment on column webhook.events is 'the kinds of events that it is told';
comment on column webhook.version is 'counts its changes';

create table webhook_delivery (
    number      bigint generated always as identity primary key,
    message     text not null unique,
    webhook_id  bigint not null references webhook on delete cascade,
    event       text not null,
    body        text not null,
    made_at     timestamptz not null,
    state       text not null default 'waiting' check (state in ('waiting', 'delivered', 'given-up')),
    attempts    integer not null default 0,
    due_at      timestamptz not null,
    tried_at    timestamptz,
    status      integer,
    fault       text not null default '',
    version     bigint not null default 0
);
comment on table webhook_delivery is 'what webhooks are to be told, written with the fact itself, and what became of it';
comment on column webhook_delivery.message is 'the header webhook-id, the same at each attempt';
comment on column webhook_delivery.body is 'as it is signed and sent';
comment on column webhook_delivery.attempts is 'since it was written, or since a person wanted it tried again';
comment on column webhook_delivery.due_at is 'of one that waits: not before; while a server is at it, when another may take it over';
comment on column webhook_delivery.fault is 'why the last attempt failed; empty if it did not';
comment on column webhook_delivery.version is 'counts attempts and decisions, so that a late answer does not overwrite a younger one';

create index webhook_delivery_due on webhook_delivery (webhook_id, due_at, number) where state = 'waiting';
create index webhook_delivery_newest on webhook_delivery (webhook_id, number);

-- Alerts: emergency changes that somebody has to take notice of.

create table change_alert (
    change_number    bigint not null references change on delete cascade,
    round            integer not null,
    raised_at        timestamptz not null,
    escalations      integer not null default 0,
    next_at          timestamptz,
    acknowledged_by  text,
    acknowledged_at  timestamptz,
    primary key (change_number, round),
    check ((acknowledged_by is null) = (acknowledged_at is null)),
    check ((acknowledged_by is null) = (next_at is not null))
);
comment on column change_alert.round is 'of the change: each time that it is proposed raises an alert of its own';
comment on column change_alert.next_at is 'when it is told again; null once somebody has acknowledged it';
create index change_alert_open on change_alert (next_at) where acknowledged_by is null;

alter table rollout
    add column window_override text not null default 'nothing'
        check (window_override in ('nothing', 'windows', 'windows-and-freezes')),
    add column override_why text not null default '',
    add check ((window_override = 'nothing') = (override_why = ''));
comment on column rollout.window_override is 'what it does not wait for, by the decision of who started it';
comment on column rollout.override_why is 'the reason that was given for it';
