-- An operator's own vendor profiles, every version of them: the newest of a name is in force, unless it says that the
-- profile was deleted (an empty text). Rows are added, never changed.
create table vendor_profile (
  name text not null,
  version bigint not null,
  text text not null,
  is_deleted bigint not null default 0,
  saved_by text not null,
  saved_at bigint not null,
  primary key (name, version)
);
