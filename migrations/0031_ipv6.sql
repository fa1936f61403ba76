-- IPv6: pools of prefixes beside those of addresses, prefixes that are a service's own, and what sessions were seen with.
-- family: ipv4, ipv6_prefix (of the link, RFC 3162), ipv6_delegated (for the subscriber's own network, RFC 4818). In the
-- latter two first_address and last_address are the first and last prefix, and a lease's address is a prefix.
alter table address_pool add column family text not null default 'ipv4';
alter table address_pool add column prefix text;
alter table address_pool add column prefix_length bigint;
alter table access_server add column prefix_pool_id bigint references address_pool (id);
alter table access_server add column delegated_pool_id bigint references address_pool (id);
alter table service add column static_prefix text;
alter table service add column static_delegated_prefix text;
create unique index service_static_prefix on service (static_prefix) where static_prefix is not null;
create unique index service_static_delegated_prefix on service (static_delegated_prefix) where static_delegated_prefix is not null;
alter table access_profile add column static_prefix text;
alter table access_profile add column static_delegated_prefix text;
alter table session add column framed_prefix text;
alter table session add column delegated_prefix text;
create index session_by_prefix on session (framed_prefix, started_at) where framed_prefix is not null;
create index session_by_delegated_prefix on session (delegated_prefix, started_at) where delegated_prefix is not null;
