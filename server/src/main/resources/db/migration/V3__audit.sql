-- Who changed what. The server's role may add rows to audit_entry, audit_seal, audit_checkpoint and audit_key and read
-- them, and nothing else: Schema gives it no right to change, delete or truncate them.

create table audit_entry (
    id            bigint generated always as identity primary key,
    at            timestamptz not null,
    actor_kind    text not null check (actor_kind in ('person', 'token', 'server')),
    actor_name    text not null,
    actor_role    text not null,
    actor_from    text not null,
    request       text not null,
    kind          text not null,
    subject_type  text not null,
    subject_id    text not null,
    subject_name  text not null,
    before        text[] not null,
    after         text[] not null,
    why           text not null,
    salt          bytea not null check (octet_length(salt) = 16),
    person        text not null generated always as
        (case actor_kind when 'token' then split_part(actor_name, '/', 1) else actor_name end) stored
);
create index audit_entry_by_time on audit_entry (at, id);
create index audit_entry_by_person on audit_entry (person, at, id);
create index audit_entry_by_kind on audit_entry (kind, at, id);
create index audit_entry_by_subject on audit_entry (subject_id, at, id);
create index audit_entry_by_subject_name on audit_entry (subject_name, at, id);
comment on column audit_entry.before is 'rows of name, value; by name';
comment on column audit_entry.salt is 'random, so that nobody can guess an entry from its digest';

create table audit_unsealed (
    entry_id  bigint primary key
);
comment on table audit_unsealed is 'entries that are not in the chain yet; written and emptied together with it';

create table audit_seal (
    number    bigint primary key check (number > 0),
    entry_id  bigint not null unique references audit_entry,
    digest    bytea not null check (octet_length(digest) = 32),
    hash      bytea not null check (octet_length(hash) = 32)
);
comment on table audit_seal is 'the chain: see docs/audit.md';

create table audit_key (
    key_id      bytea primary key check (octet_length(key_id) = 32),
    public_key  bytea not null,
    made_at     timestamptz not null
);
comment on table audit_key is 'public keys of the checkpoints; the private ones never come here';

create table audit_checkpoint (
    number     bigint not null,
    hash       bytea not null check (octet_length(hash) = 32),
    at         timestamptz not null,
    key_id     bytea not null references audit_key,
    signature  bytea not null,
    primary key (number, key_id)
);

create table audit_delivery (
    target    text primary key,
    number    bigint not null,
    failures  integer not null,
    tried_at  timestamptz not null,
    message   text not null
);
comment on table audit_delivery is 'up to which checkpoint each place outside has them';
comment on column audit_delivery.message is 'why the last attempt failed; empty if it did not';

create table audit_settings (
    key    text primary key,
    value  text not null
);
comment on table audit_settings is 'the settings of the last start, without secrets, to tell what differs';
