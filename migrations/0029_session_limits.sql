-- What a plan says of its sessions: how many at the same time (none: any number), and after how many idle seconds the access server
-- ends one. How long one lasts at most, session_timeout_s, was there.
alter table access_profile add column max_sessions bigint;
alter table access_profile add column idle_timeout_s bigint;
