/** What Guildhall answered instead of what was asked for (RFC 9457). */
export class FeedProblem extends Error {
  override readonly name = 'FeedProblem';
  constructor(
    readonly status: number,
    /** `urn:guildhall:problem:…`, explained in docs/problems.md. */
    readonly type: string,
    detail: string,
  ) {
    super(detail);
  }

  /** Asking again would be answered in the same way. */
  get isFinal(): boolean {
    return this.status >= 400 && this.status < 500 && this.status !== 408 && this.status !== 429;
  }
}

export interface FeedApiOptions {
  /** Where Guildhall is: `http://localhost:3000`. */
  url: string;
  /** Code of the department. */
  department: string;
  /** Sent with every request, such as what says who you are. */
  headers?: Record<string, string>;
}

/** The part of the HTTP API that is one department's. Nothing but `fetch`. */
export class FeedApi {
  private readonly base: string;

  constructor(private readonly options: FeedApiOptions) {
    this.base = `${options.url.replace(/\/+$/, '')}/departments/${encodeURIComponent(options.department)}`;
  }

  get<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
    return this.json('GET', path, undefined, signal);
  }

  put<Answer>(path: string, body: object): Promise<Answer> {
    return this.json('PUT', path, body);
  }

  post<Answer>(path: string, body: object, signal?: AbortSignal): Promise<Answer> {
    return this.json('POST', path, body, signal);
  }

  /** @throws FeedProblem when the answer is not what was asked for */
  async send(path: string, request: RequestInit): Promise<Response> {
    const headers = { ...this.options.headers, ...(request.headers as Record<string, string>) };
    const response = await fetch(`${this.base}/${path}`, { ...request, headers });
    if (response.ok) return response;
    const problem = (await response.json().catch(() => ({}))) as { type?: string; detail?: string };
    const { type = 'about:blank', detail = `${path} answered ${response.status}` } = problem;
    throw new FeedProblem(response.status, type, detail);
  }

  private async json<Answer>(
    method: string,
    path: string,
    body?: object,
    signal?: AbortSignal,
  ): Promise<Answer> {
    const response = await this.send(path, {
      method,
      headers: { accept: 'application/json', ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
    return (await response.json()) as Answer;
  }
}
