import type { NotifyOutlet, NotifySettings } from './notify-outlet';

/** GOV.UK Notify. Its client is loaded here and not before: who has no account there does not wait for it. */
export async function openNotifyOutlet(settings: NotifySettings): Promise<NotifyOutlet> {
  const { NotifyOutlet } = await import('./notify-outlet.ts');
  return new NotifyOutlet(settings);
}
