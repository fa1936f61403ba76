-- Days without service that a customer asked for: nothing is owed for them. until_date is the first day with service again; none:
-- not known yet. The pauses of a service are apart from each other.
create table service_pause (
  service_id bigint not null references service (id), from_date text not null, until_date text, note text not null,
  actor text not null, created_at bigint not null, primary key (service_id, from_date)
);
