-- What corrects an invoice is asked for with every credit note; without this the whole table was read for it.
create index invoice_by_corrected on invoice (corrects_invoice_id) where corrects_invoice_id is not null;
