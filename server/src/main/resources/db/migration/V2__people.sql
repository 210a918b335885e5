-- What people say of hosts: by it hosts belong to groups, and roles are given for groups.

alter table host
    add column tags         text[] not null default '{}',
    add column owner        text not null default '',
    add column environment  text not null default '',
    add column criticality  text not null default 'normal' check (criticality in ('low', 'normal', 'high', 'critical')),
    add column exposure     text not null default 'unknown' check (exposure in ('unknown', 'internal', 'internet')),
    add column version      bigint not null default 1;
comment on column host.owner is 'empty if nobody has said; so is the environment';
comment on column host.version is 'counts what people have said of it';
create index host_by_tag on host using gin (tags);
create index host_by_owner on host (owner, id);
create index host_by_environment on host (environment, id);

-- What people may do.

create table person_grant (
    id         bigint generated always as identity primary key,
    person_id  bigint not null references person on delete cascade,
    role       text not null check (role in ('viewer', 'operator', 'approver', 'security', 'administrator', 'auditor')),
    scope      text[]
);
create index person_grant_by_person on person_grant (person_id);
comment on column person_grant.scope is 'groups of hosts such as tag:web; null for all hosts';

-- Whoever could sign in before there were roles could do everything there was.
insert into person_grant (person_id, role) select id, 'administrator' from person;

-- People: how they prove who they are, and what they may do.

alter table person alter column password_hash drop not null;
alter table person add column issuer text;
alter table person add column subject text;
alter table person add column disabled_at timestamptz;
alter table person add column last_sign_in_at timestamptz;
alter table person add column signed_out_at timestamptz not null default '-infinity';
alter table person add column passkey_handle bytea unique;
alter table person add column version bigint not null default 1;
alter table person add check ((issuer is null) = (subject is null));
alter table person add check (issuer is null or password_hash is null);
create unique index person_by_subject on person (issuer, subject);
create unique index person_by_folded_name on person (lower(name));
comment on column person.password_hash is 'null until it is set, and for whoever signs in at a provider';
comment on column person.issuer is 'the OpenID Connect provider that vouches for the person, who is subject there';
comment on column person.signed_out_at is 'sessions that began earlier are over';
comment on column person.passkey_handle is 'what passkeys call the person; by chance';
comment on column person.version is 'counts the changes, so that nobody overwrites what they have not seen';

create table totp (
    person_id   bigint primary key references person,
    secret      bytea not null,
    added_at    timestamptz not null,
    last_step   bigint not null
);
comment on column totp.secret is 'sealed with the key of the data folder';
comment on column totp.last_step is 'the step of the last code that was used; only later ones are good';

create table recovery_code (
    person_id  bigint not null references person,
    digest     bytea not null,
    primary key (person_id, digest)
);

create table passkey (
    credential_id     bytea primary key,
    person_id         bigint not null references person,
    label             text not null,
    public_key        bytea not null,
    signatures        bigint not null,
    uv_initialized    boolean not null,
    backup_eligible   boolean not null,
    backup_state      boolean not null,
    transports        text[] not null,
    attestation       bytea,
    attestation_data  bytea,
    added_at          timestamptz not null,
    last_used_at      timestamptz not null
);
create index passkey_by_person on passkey (person_id);
comment on column passkey.signatures is 'the authenticator''s own counter';

create table one_time_link (
    digest      bytea primary key,
    person_id   bigint not null unique references person,
    made_at     timestamptz not null,
    expires_at  timestamptz not null
);
comment on table one_time_link is 'with it a person sets a password; a newer one replaces it';

create table known_browser (
    digest        bytea primary key,
    person_id     bigint not null references person,
    last_used_at  timestamptz not null
);
create index known_browser_by_person on known_browser (person_id);
comment on table known_browser is 'from which a person has signed in before; others'' tries do not make these wait';

create table sign_in_brake (
    key      bytea primary key,
    tries    integer not null,
    last_at  timestamptz not null
);
comment on column sign_in_brake.key is 'the SHA-256 of whom or where the tries are for';

create table api_token (
    id              bigint generated always as identity primary key,
    person_id       bigint not null references person,
    name            text not null,
    digest          bytea not null unique,
    hint            text not null,
    made_at         timestamptz not null,
    expires_at      timestamptz not null,
    revoked_at      timestamptz,
    last_used_at    timestamptz,
    last_used_from  text,
    made_with       bigint references api_token,
    unique (person_id, name)
);
create index api_token_by_maker on api_token (made_with);
comment on column api_token.made_with is 'the token by which it was made; it ends with it';
comment on column api_token.digest is 'the SHA-256 of the token, which nobody keeps';
comment on column api_token.hint is 'the last characters, to tell tokens apart';

create table api_token_grant (
    id        bigint generated always as identity primary key,
    token_id  bigint not null references api_token on delete cascade,
    role      text not null check (role in ('viewer', 'operator', 'approver', 'security', 'administrator', 'auditor')),
    scope     text[]
);
create index api_token_grant_by_token on api_token_grant (token_id);
comment on table api_token_grant is 'as person_grant; a token never may more than its owner';
