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
