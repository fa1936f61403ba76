import { expect, test } from 'vitest';
import { ApiError } from '@/api/client';
import { field_path, split_refusal } from './refusals';

test.each([['/steps/0/action', 'steps.0.action'], ['steps[0].action', 'steps.0.action'], ['$.name', 'name'], ['body.name', 'name'], ['name', 'name'], ['/body/name', 'name'], ['', '']])('%j is the field %j', (path, field) => expect(field_path(path)).toBe(field));

const refusal = (errors: { path: string; code: string; detail: string }[]) => new ApiError({ status: 422, detail: 'Refused.', errors });

test('each error goes to its field, under the form’s name for it', () => {
  const error = refusal([{ path: 'amount_minor', code: 'range', detail: 'Too much.' }, { path: 'reference', code: 'length', detail: '' }]);
  expect(split_refusal(error, ['amount', 'reference'], { amount_minor: 'amount' })).toEqual({ on_fields: { amount: 'Too much.', reference: 'length' }, rest: [] });
});

test('what no field can show is not lost', () => {
  const error = refusal([{ path: 'customer_id', code: 'unknown', detail: 'No such customer.' }, { path: '', code: 'x', detail: 'As a whole wrong.' }]);
  expect(split_refusal(error, ['amount'])).toEqual({ on_fields: {}, rest: ['customer_id: No such customer.', 'As a whole wrong.'] });
});

test('errors inside a list reach the list’s own field', () => {
  expect(split_refusal(refusal([{ path: 'steps[1].days_after_due', code: 'order', detail: 'Too early.' }]), ['name', 'steps']).on_fields).toEqual({ 'steps.1.days_after_due': 'Too early.' });
});

test('a broken network refuses nothing', () => {
  expect(split_refusal(new TypeError('Failed to fetch'), ['amount'])).toEqual({ on_fields: {}, rest: [] });
});
