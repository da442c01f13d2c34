import { Guildhall } from './guildhall';

describe('The dashboard', () => {
  let guildhall: Guildhall;
  let lamp: string;
  let pothole: string;
  beforeAll(async () => {
    guildhall = await Guildhall.start();
    lamp = await guildhall.raise({ summary: '<b>Dark</b> & dangerous' });
    await guildhall.post(`/cases/${lamp}/forward`, { department: 'highways' });
    await guildhall.post(`/cases/${lamp}/resolve`, { outcome: 'fixed', explanation: 'Lit again.' });
    pothole = await guildhall.raise({ service: 'pothole', channel: 'online' });
    const { body } = await guildhall.post(`/cases/${pothole}/forward`, { department: 'highways' });
    await guildhall.get(`/service-excellence?waitFor=${body.position}`);
    await guildhall.get(`/queue?waitFor=${body.position}`);
    await guildhall.get(`/cases/${pothole}/timeline?waitFor=${body.position}`);
    await guildhall.get(`/cases/${pothole}?waitFor=${body.position}`);
  });
  afterAll(() => guildhall.dispose());

  const page = async (path: string): Promise<string> => {
    const { status, headers, body } = await guildhall.get(path);
    expect([path, status, headers.get('content-type')]).toEqual([path, 200, 'text/html; charset=utf-8']);
    return body;
  };
  /** What a page says, without its markup. */
  const wordsOf = (text: string): string =>
    text
      .replace(/<style>.*?<\/style>/s, '')
      .replace(/<[^>]+>/g, ' ')
      .replace(/\s+/g, ' ');
  const linksOf = (text: string): string[] =>
    [...text.matchAll(/href="(\/[^"]+)"/g)].map(([, link = '']) => link.replaceAll('&#38;', '&').replaceAll('&amp;', '&')); // prettier-ignore

  it('shows every figure as the programs are answered it', async () => {
    const { measures } = (await guildhall.get('/service-excellence/measures')).body;
    const words = wordsOf(await page('/dashboard'));
    for (const { title } of measures) expect(words).toContain(title);
    expect(words).toContain('Resolved within standard 100 % 1 of 1');
    expect(words).toContain('Highways and Transport 2 1 0');
  });

  it('shows what is open now, stage by stage, and where it lies', async () => {
    const overview = await page('/dashboard?department=highways');
    expect(wordsOf(overview)).toMatch(/Forwarded 1 0 1 .*All 1 0 1/);
    const link = '/queue?department=highways&stage=forwarded&unclaimed=true';
    expect(linksOf(overview)).toContain(link);
    const { cases } = (await guildhall.get(link)).body;
    expect(cases.map(({ reference }: any) => reference)).toEqual([pothole]);
  });

  it('says of how many cases a chart is, and each of its columns', async () => {
    const words = wordsOf(await page('/dashboard'));
    expect(words).toContain('Cases, by week (n = 2)');
    expect(words).toMatch(/Resolved within standard, %, by week \(n = 1\).* 100 %, 1 of 1/);
  });

  it('compares nothing that is of now', async () =>
    expect(wordsOf(await page('/dashboard'))).not.toMatch(/Open now 1 was/));

  it('leads from every number to its cases', async () => {
    const links = linksOf(await page('/dashboard'));
    expect(links.length).toBeGreaterThan(30);
    for (const link of links) expect([link, (await guildhall.get(link)).status]).toEqual([link, 200]);
  });

  it('leads from a figure to those that count and those that do not, and on to the events of one', async () => {
    const figure = await page('/dashboard/figures/open?department=highways');
    expect(linksOf(figure)).toContain(`/dashboard/cases/${pothole}`);
    expect(linksOf(figure)).not.toContain(`/dashboard/cases/${lamp}`);
    const reopened = await page('/dashboard/figures/reopened?counted=false');
    expect(linksOf(reopened)).toContain(`/dashboard/cases/${lamp}`);
    const words = wordsOf(await page(`/dashboard/cases/${lamp}`));
    expect(words).toContain('We fixed it: “Lit again”.');
    expect(words).toMatch(/0 QueryRaised .* 1 ForwardedToDepartment .* 2 Resolved/);
  });

  it('is about one department when it is asked for, service by service', async () => {
    const words = wordsOf(await page('/dashboard?department=highways&from=&to='));
    expect(words).toContain('Highways and Transport: service excellence');
    expect(words).toContain('By service');
  });

  it('shows what a customer wrote as words, and runs nothing', async () => {
    const { headers, body } = await guildhall.get(`/dashboard/cases/${lamp}`);
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; style-src 'sha256-/);
    expect(body as unknown as string).toContain('&#60;b&#62;Dark&#60;/b&#62; &#38; dangerous');
    expect(body as unknown as string).not.toContain('<b>Dark');
  });

  it('says what is wrong with a day that is none', async () => {
    const { status, body } = await guildhall.get('/dashboard?from=2026-13-01');
    expect([status, body.errors[0].field]).toEqual([422, 'from']);
  });

  it.each([
    ['/dashboard?from=2026-06-02&to=2026-06-01', 'The last day is before the first.'],
    ['/dashboard?department=nonsense', 'There is no such department.'],
  ])('says on a page what is wrong with %s, and lets it be chosen again', async (path, fault) => {
    const { status, headers, body } = await guildhall.get(path, { accept: 'text/html,*/*;q=0.8' });
    expect([status, headers.get('content-type')]).toEqual([422, 'text/html; charset=utf-8']);
    const text = body as unknown as string;
    expect(wordsOf(text)).toContain(fault);
    expect(text).toContain('<form method="get" action="/dashboard">');
    expect((await guildhall.get(path)).body).toMatchObject({
      status: 422,
      errors: [{ message: expect.any(String) }],
    });
  });

  it('knows no figure and no case that is not there', async () => {
    for (const path of ['/dashboard/figures/happiness', '/dashboard/cases/THI-SON-E001']) {
      expect((await guildhall.get(path)).status).toBe(404);
    }
  });
});
