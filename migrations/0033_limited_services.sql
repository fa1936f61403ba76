-- Whether any service is limited in its sessions is asked twice a minute by every node.
create index access_profile_limited on access_profile (service_id) where max_sessions is not null;
