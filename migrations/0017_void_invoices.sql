-- Invoices that were voided: the row and its document stay as they were issued; a credit note takes them back.
create table invoice_void (
  invoice_id bigint primary key references invoice (id), credit_note_id bigint not null references invoice (id),
  reason text not null, actor text not null, created_at bigint not null
);
