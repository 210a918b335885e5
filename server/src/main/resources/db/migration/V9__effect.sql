-- Builds that were replaced on disk and still run. Those whose version is known are effect builds as well, and so part of the
-- host's history; who runs them is only known of now.

alter table inventory add column stale text[] not null default '{}';
comment on column inventory.stale is
    'rows of package, architecture, version, source, source version, user; the versions and the source empty where nobody knows';
