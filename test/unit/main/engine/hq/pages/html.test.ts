import { describe, expect, it } from 'vitest';
import { decodeHtml } from '#engine/hq/pages/html-entities.ts';
import { htmlTokens } from '#engine/hq/pages/html-tags.ts';
import { fragmentOf } from '#engine/hq/pages/job-fragment.ts';
import { pageDataOf } from '#engine/hq/pages/page-data.ts';
import { formBody, formWith, postFormsOf } from '#engine/hq/pages/page-form.ts';
import { messagesOfPage } from '#engine/hq/pages/page-messages.ts';

describe('character references', () => {
  it.each([
    ['&lt;b&gt; &quot;x&quot; &#x27;y&#39; &amp;lt;', '<b> "x" \'y\' &lt;'],
    ['&#128512;&#x1F600;&nbsp;|', '\u{1F600}\u{1F600}\u00a0|'],
    ['AT&T &unknown; &', 'AT&T &unknown; &'],
    ['&#0;&#xD800;&#1114112;', '\ufffd\ufffd\ufffd'],
  ])('%s', (html, text) => {
    expect(decodeHtml(html)).toBe(text);
  });
});

describe('tags', () => {
  it('are not found in comments, scripts, styles or quotes', () => {
    const html = `<!-- <b x="1"> --><script>if (a<b) "<i>"</script><style>a>b{}</style><p title="a > <u>">3 < 4</p>`;
    const tokens = [...htmlTokens(html)];
    expect(tokens.flatMap((token) => (token.kind === 'open' ? [token.name] : []))).toEqual(['script', 'style', 'p']);
    expect(tokens.flatMap((token) => (token.kind === 'text' ? [token.text] : [])).join('')).toBe('3 < 4');
  });

  it('survive pages that end in the middle', () => {
    for (const html of ['<', '<a', '<a href="x', '<!-- x', '<script>x', '<textarea>x', '', '<p>&'])
      expect(() => [...htmlTokens(html)]).not.toThrow();
  });
});

describe('data of a page', () => {
  it('is JSON, or the text itself; unquoted, single-quoted and self-closed alike', () => {
    const data = pageDataOf(
      `<div data-name="list" data-value="[{&quot;a&quot;:&quot;&amp;lt; O&#39;Brien&quot;}]"></div>
       <div data-value='{"b": null}' data-name='object' />
       <div data-name="url" data-value="/a/x/---/"></div><div data-name=flag data-value=true>
       <div data-name="lonely"></div>`,
    );
    expect([...data]).toEqual([
      ['list', [{ a: "&lt; O'Brien" }]],
      ['object', { b: null }],
      ['url', '/a/x/---/'],
      ['flag', true],
    ]);
  });
});

const form = `
<form method="get"><input name="q" value="not this one"></form>
<form METHOD="post" action="/there/?a=1&amp;b=2">
  <input type="hidden" name="csrfmiddlewaretoken" value="abc">
  <input name="email" value="ana&#64;example.org" disabled>
  <input name="email" type="email" value="ana&#64;example.org" readonly>
  <select name="role"><option value="">Select a role</option><option value="user-role:1" selected>R &amp; D</option></select>
  <select name="first"><option>One</option><option value="2">Two</option></select>
  <select name="assigned_locations" multiple><option value="l1" selected>A<option value="l2">B</option><option value="l3" selected>C</option></select>
  <select name="none" multiple></select>
  <input type="checkbox" name="agree" checked><input type="checkbox" name="more" value="x">
  <input type="radio" name="pick" value="a"><input type="radio" name="pick" value="b" checked>
  <textarea name="note">
1 &lt; 2 <b></textarea>
  <input type="file" name="file"><input type="submit" name="save" value="Save"><button name="go" value="1">Go</button>
</form>`;

describe('forms', () => {
  it('give what a browser would send', () => {
    const [read] = postFormsOf(form);
    expect(read?.action).toBe('/there/?a=1&b=2');
    expect([...(read?.values ?? [])]).toEqual([
      ['csrfmiddlewaretoken', ['abc']],
      ['email', ['ana@example.org']],
      ['role', ['user-role:1']],
      ['first', ['One']],
      ['assigned_locations', ['l1', 'l3']],
      ['none', []],
      ['agree', ['on']],
      ['more', []],
      ['pick', ['b']],
      ['note', ['1 < 2 <b>']],
      ['file', []],
    ]);
    expect(read?.choices.get('role')).toEqual([
      { value: '', label: 'Select a role' },
      { value: 'user-role:1', label: 'R & D' },
    ]);
    expect(
      formBody(
        new Map([
          ['a', ['1', 'ü &']],
          ['b', []],
        ]),
      ),
    ).toBe('a=1&a=%C3%BC+%26');
  });

  it('are found by their fields', () => {
    expect(formWith(form, 'email', 'role')?.values.get('email')).toEqual(['ana@example.org']);
    expect(formWith(form, 'q')).toBeNull();
  });
});

describe('messages', () => {
  it('are flash messages with their links, and the errors of fields', () => {
    const html = `<div class="alert alert-success fade in"><a class="close" href="#">&times;</a>You removed <b>ana@x.org</b>.
        <br> <a class="post-link" href="/a/p/undo_remove/r1/">Undo</a></div>
      <p role="alert">Wrong password</p><div class="alert"></div>
      <div class="form-group has-error"><span id="error_1_id_email" class="help-block"><strong>Taken.</strong></span></div>
      <select name="role"></select><ul class="errorlist"><li>One.</li><li>Two.</li></ul><p class="help-block">Type an address</p>`;
    expect(messagesOfPage(html)).toEqual([
      { text: 'You removed ana@x.org. Undo', links: ['#', '/a/p/undo_remove/r1/'], field: null },
      { text: 'Wrong password', links: [], field: null },
      { text: 'Taken.', links: [], field: 'email' },
      { text: 'One. Two.', links: [], field: 'role' },
    ]);
  });
});

describe('fragments of jobs', () => {
  it('tell how far, and whether it is over', () => {
    const running = '<div class="progress"><div class="progress-bar" style="width: 40%"></div></div><p>Working</p>';
    expect(fragmentOf(running, 'dl-1')).toEqual({ ready: false, links: [], percent: 40, lines: ['Working'] });
    const done = `<div id="ready_dl-1"><h3>Bulk upload complete.</h3><ul><li>ana: Missing <b>role</b></li></ul>
      <a href="/f?x=1&amp;get_file=1">File</a></div>`;
    expect(fragmentOf(done, 'dl-1')).toEqual({
      ready: true,
      links: ['/f?x=1&get_file=1'],
      percent: null,
      lines: ['Bulk upload complete.', 'ana: Missing role', 'File'],
    });
    expect(fragmentOf(done, 'dl-2').ready).toBe(false);
  });
});
