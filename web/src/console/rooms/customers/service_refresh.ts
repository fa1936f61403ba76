// What shows a service, and is asked for again when one has changed.
export const service_refresh = ['/v1/customers', '/v1/services', '/v1/sessions', '/v1/dashboard', '/v1/quotes'];
