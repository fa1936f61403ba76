-- Whether MS-CHAP logins are taken from the access server; off unless an operator allows it.
alter table access_server add column allow_mschap bigint not null default 0;
