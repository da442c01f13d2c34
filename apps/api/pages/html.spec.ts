import { html } from './html';

describe('a page', () => {
  it('shows words as words, whatever is in them', () =>
    expect(html`<p title="${'"x"'}">${'<script>alert("&")</script>'}</p>`.text).toBe(
      '<p title="&#34;x&#34;">&#60;script&#62;alert(&#34;&#38;&#34;)&#60;/script&#62;</p>',
    ));
  it('takes markup of its own as it is, and lists one after the other', () =>
    expect(html`<p>${[1, 'a'].map((one) => html`<b>${one}</b>`)}</p>`.text).toBe('<p><b>1</b><b>a</b></p>'));
  it('shows nothing for nothing', () => expect(html`<p>${undefined}${null}</p>`.text).toBe('<p></p>'));
});
