-- Customers whose billing day was chosen. Who is not here and begins with a trial is billed from the end of it: that day becomes
-- the billing day. Whoever is here already keeps theirs.
create table chosen_billing_day (customer_id bigint primary key references customer (id));
insert into chosen_billing_day (customer_id) select id from customer;
