import type { Rejection } from '../event-sourcing/rejection';
import { Networks } from './networks';
import { webhookUrl } from './webhook-url';

const publicOnly = Networks.allowing('');
const withLoopback = Networks.allowing('127.0.0.0/8, ::1');

describe('the URL of a webhook', () => {
  it.each([
    'https://works.example.org/guildhall',
    'https://works.example.org:8443/in?token=1',
    'https://1.1.1.1/',
  ])('may be %s', (text) => expect(webhookUrl(text, publicOnly)).toEqual(new URL(text)));

  it.each([
    ['', 'in full'],
    ['works.example.org', 'in full'],
    ['/guildhall', 'in full'],
    ['http://works.example.org/', 'https://'],
    ['ftp://works.example.org/', 'https://'],
    ['file:///etc/passwd', 'https://'],
    ['https://joan:secret@works.example.org/', 'password'],
    ['https://works.example.org/#here', '#'],
    ['https://exa\tmple.org/', 'in full'],
    ['https://works.example.org/\r\nx: y', 'in full'],
    [' https://works.example.org/', 'in full'],
    ['https://works.example.org:0/', 'port'],
    [`https://${'a'.repeat(300)}.example.org/`, 'host'],
    ['https://10.0.0.1/', 'GUILDHALL_WEBHOOK_NETWORKS'],
    ['https://169.254.169.254/latest/meta-data', 'GUILDHALL_WEBHOOK_NETWORKS'],
    ['https://[::1]/', 'GUILDHALL_WEBHOOK_NETWORKS'],
    ['https://[::ffff:127.0.0.1]/', 'GUILDHALL_WEBHOOK_NETWORKS'],
    ['https://0x7f000001/', 'GUILDHALL_WEBHOOK_NETWORKS'],
    ['https://2130706433/', 'GUILDHALL_WEBHOOK_NETWORKS'],
    ['https://0177.1/', 'GUILDHALL_WEBHOOK_NETWORKS'],
    ['http://127.0.0.1:8080/', 'GUILDHALL_WEBHOOK_NETWORKS'],
  ])('may not be “%s”', (text, advice) => {
    const refusal = webhookUrl(text, publicOnly);
    expect(refusal).toMatchObject({ code: 'webhook-url-refused', field: 'url' });
    expect((refusal as Rejection).reason).toContain(advice);
  });

  it('may begin with http:// on this machine alone, where the operator allows it', () => {
    for (const text of ['http://127.0.0.1:8080/', 'http://[::1]:8080/', 'http://localhost/']) {
      expect(webhookUrl(text, withLoopback)).toEqual(new URL(text));
    }
    expect(webhookUrl('http://10.0.0.1/', Networks.allowing('10.0.0.0/8'))).toMatchObject({ field: 'url' });
  });
});
