-- Who logged in and who was refused, as the RADIUS doors decided: kept for as long as the provider says, and no business record.
-- times: a refusal that is repeated within minutes is one row that counts; last_at is then the last of them. Refusals beyond an
-- access server's budget are counted in a row of outcome 'left_out'.
create table login_attempt (
  id bigint primary key, at bigint not null, last_at bigint not null, times bigint not null check (times >= 1),
  access_server_id bigint not null, service_id bigint, username text not null, outcome text not null, refused bigint not null,
  method text not null, message text not null, calling_station_id text, nas_port_id text
);
create index login_attempt_by_time on login_attempt (at, id);
create index login_attempt_by_service on login_attempt (service_id, at, id);
create index login_attempt_by_server on login_attempt (access_server_id, at, id);
create index login_attempt_by_username on login_attempt (username, at, id);
create index login_attempt_by_caller on login_attempt (calling_station_id, at, id);
create index login_attempt_refused on login_attempt (at, id) where refused = 1;
create index login_attempt_refused_by_server on login_attempt (access_server_id, at, id) where refused = 1;
create index login_attempt_by_age on login_attempt (last_at);
