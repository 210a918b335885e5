-- With which keys the last server worked that was up here: one that stands by is to have the same.
create table server_key (
    file    text primary key,
    sha256  bytea not null check (octet_length(sha256) = 32)
);
comment on column server_key.file is 'its name in the data folder';
