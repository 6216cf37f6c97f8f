import { describe, expect, it } from 'vitest';
import { loadConfig } from './load.ts';
import { copyOfDefaults } from './testing/config-folder.ts';
import { malformed, testMalformed } from './testing/malformed.ts';

const slack = (url: string): readonly [string, string] => [
  'slack: {}',
  `slack: { desk: { url: ${url} } }`,
];
const telegram = (change: string): readonly [string, string] => [
  'telegram: {}',
  `telegram: { desk: { token: env:T, chat: '-1001', check: read, api: https://api.telegram.org, ${change} } }`,
];
const webhook = (url: string): readonly [string, string] => [
  'webhook: {}',
  `webhook: { desk: { url: '${url}', secret: env:S } }`,
];
const WHERE = 'does not say where the secret is';
const ADDRESS = /write it like https:\/\/ops.example.org\/septet/;

testMalformed('malformed channels and time servers', [
  malformed(
    'a secret in place of its reference',
    'channels.yaml',
    slack("'https://hooks.slack.com/services/T0/B0/abc'"),
    'slack.desk.url',
    WHERE,
    /env:NAME or file:\/path/,
  ),
  malformed(
    'a reference without a name',
    'channels.yaml',
    slack("'env:'"),
    'slack.desk.url',
    WHERE,
    /env:NAME/,
  ),
  malformed(
    'a file that depends on the folder',
    'channels.yaml',
    slack("'file:key'"),
    'slack.desk.url',
    WHERE,
    /file:\/path/,
  ),
  malformed(
    'an unknown key',
    'channels.yaml',
    telegram('tokn: 1'),
    'telegram.desk.tokn',
    'unknown key',
    /token/,
  ),
  malformed(
    'an address that is not encrypted',
    'channels.yaml',
    webhook('http://ops.example.org/septet'),
    'webhook.desk.url',
    /is not valid here/,
    ADDRESS,
  ),
  malformed(
    'an address with a password',
    'channels.yaml',
    webhook('https://desk:x@ops.example.org/'),
    'webhook.desk.url',
    /is not valid here/,
    ADDRESS,
  ),
  malformed(
    'no primary channel',
    'channels.yaml',
    telegram('role: fallback'),
    'telegram.desk.role',
    'is fallback, and so is every other channel',
    /at least one primary/,
  ),
  malformed(
    'an unknown role',
    'channels.yaml',
    telegram('role: second'),
    'telegram.desk.role',
    'expected primary or fallback',
    /./,
  ),
  malformed(
    'an unknown severity',
    'channels.yaml',
    telegram('minSeverity: bad'),
    'telegram.desk.minSeverity',
    'expected info, warning or critical',
    /./,
  ),
  malformed(
    'a person by name in place of a number',
    'channels.yaml',
    telegram('people: { desk: desk-1 }'),
    'telegram.desk.people.desk',
    /is not valid here/,
    /123456789/,
  ),
  malformed(
    'a person who would be the system',
    'channels.yaml',
    telegram("people: { '12': system }"),
    'telegram.desk.people.12',
    /is not valid here/,
    /desk-1/,
  ),
  malformed(
    'a watchdog with its address in the file',
    'channels.yaml',
    ['webhook: {}', "watchdog: { url: 'https://hc.example.org/x', every: 60s }\nwebhook: {}"],
    'watchdog.url',
    WHERE,
    /env:NAME or file:\/path/,
  ),
  malformed(
    'a watchdog pinged every second',
    'channels.yaml',
    ['webhook: {}', 'watchdog: { url: env:W, every: 1s }\nwebhook: {}'],
    'watchdog.every',
    'is 1s',
    /at least 10s/,
  ),
  malformed(
    'no list of channels',
    'channels.yaml',
    ['slack: {}', 'slack: 1'],
    'slack',
    'expected channels by name, or {}',
    /Slack/,
  ),
  malformed(
    'a bad time server',
    'launch.yaml',
    ['  - time.google.com', "  - 'ntp://time.google.com'"],
    'timeServers[1]',
    /is not valid here/,
    /time.cloudflare.com/,
  ),
  malformed(
    'nine time servers',
    'launch.yaml',
    ['  - time.google.com', '  - a\n  - b\n  - c\n  - d\n  - e\n  - f\n  - g'],
    'timeServers',
    'has more than 8 servers',
    /NTP servers/,
    -1,
  ),
]);

describe('channels', () => {
  const routing = { role: 'primary', minSeverity: 'info' };

  it('PRE-5 are read with references in the place of secrets, and a secret in the file is not repeated', () => {
    const folder = copyOfDefaults();
    try {
      folder.edit('channels.yaml', ...slack('env:SLACK_URL'));
      folder.edit(
        'channels.yaml',
        ...(telegram('check: message').map((text) => text.replace('check: read, ', '')) as [
          string,
          string,
        ]),
      );
      folder.edit('channels.yaml', ...webhook('http://127.0.0.1:8080/hook'));
      const loaded = loadConfig(folder.path);
      expect(loaded.ok ? loaded.config.channels : loaded.errors).toEqual([
        { kind: 'slack', name: 'desk', url: 'env:SLACK_URL', commands: null, ...routing },
        {
          kind: 'telegram',
          name: 'desk',
          token: 'env:T',
          chat: '-1001',
          check: 'message',
          api: 'https://api.telegram.org',
          people: {},
          ...routing,
        },
        {
          kind: 'webhook',
          name: 'desk',
          url: 'http://127.0.0.1:8080/hook',
          secret: 'env:S',
          ...routing,
        },
      ]);
      folder.edit('channels.yaml', 'env:SLACK_URL', 'https://hooks/secret-text');
      expect(JSON.stringify(loadConfig(folder.path))).not.toContain('secret-text');
    } finally {
      folder.dispose();
    }
  });
});
