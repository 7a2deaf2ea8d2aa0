-- For a server of your own (PostgreSQL 16 or newer), once, as its superuser: psql -f server.sql
-- Then LUOSHU_DATABASE_URL with luoshu_app, LUOSHU_OWNER_DATABASE_URL with luoshu_owner. Set the passwords first.
create role luoshu_owner login nosuperuser nobypassrls password 'change-me-owner';
create role luoshu_app login nosuperuser nobypassrls password 'change-me-app';
grant set on parameter luoshu.low, luoshu.high, luoshu.place, luoshu.rolls, luoshu.account to luoshu_owner;
create database luoshu owner luoshu_owner template template0 encoding 'UTF8' locale 'C.UTF-8';
revoke all on database luoshu from public;
grant connect, temporary on database luoshu to luoshu_app;
\connect luoshu
alter schema public owner to luoshu_owner;
revoke all on schema public from public;
grant usage on schema public to luoshu_app;
