-- Whether the hosts were ever there. It stands in the database so that a backup of a demonstration is known as one.

create table demo (
    is_one  boolean primary key default true check (is_one),
    begun   date not null
);
comment on table demo is 'one row in the database of a demonstration, none in that of a real server';
comment on column demo.begun is 'the day before which everything was made up';
