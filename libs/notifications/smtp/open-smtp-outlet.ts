import type { SmtpOutlet, SmtpSettings } from './smtp-outlet';

/** A mail server. What speaks to one is loaded here and not before: who has none does not wait for it. */
export async function openSmtpOutlet(settings: SmtpSettings): Promise<SmtpOutlet> {
  const { SmtpOutlet } = await import('./smtp-outlet.ts');
  return new SmtpOutlet(settings);
}
