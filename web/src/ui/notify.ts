// Short notices in the corner: what was done is read out when the reader is free, what failed at once.
import { notifications } from '@mantine/notifications';

export function told(message: string): void {
  notifications.show({ message, role: 'status' });
}

export function failed(message: string, title?: string): void {
  notifications.show({ message, title, color: 'red', role: 'alert', autoClose: 10_000 });
}
