import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Draft, Envelope } from '../domain/envelope.ts';
import type { StoredRecord } from './chain.ts';
import { createMemoryJournal } from './memory-journal.ts';
import { stateHash } from './state-hash.ts';
import { verifyChain, verifyStored } from './verify.ts';

const AT = Date.UTC(2025, 0, 6, 9);

function journalOf(count: number) {
  const journal = createMemoryJournal({ build: 'b1', config: 'c-1' });
  for (let n = 0; n < count; n += 1) {
    const data = { n, tiny: 1e-7, huge: 1e21, text: 'a\u001fb "ü" \\ \u2028', list: [null, true] };
    journal.append([{ at: AT + n, source: 'worker:S3', type: 'input.signal', data }]);
  }
  return journal;
}

describe('verification of the chain', () => {
  it('AUD-2 finds any changed byte of any field of any record, and names the record', () => {
    const records = [...journalOf(6).stored()];
    let flips = 0;
    for (const [index, record] of records.entries()) {
      for (const [field, value] of Object.entries(record)) {
        for (const changed of flipsOf(value)) {
          const copy = [...records];
          copy[index] = { ...record, [field]: changed } as StoredRecord;
          const report = verifyStored(copy);
          flips += 1;
          expect(report.ok, `${field} of ${record.sequence} to ${changed}`).toBe(false);
          if (!report.ok) expect(report.sequence).toBe(record.sequence);
        }
      }
    }
    expect(flips).toBeGreaterThan(1_000);
  });

  it('AUD-2 tells changed content from a changed hash', () => {
    const records = [...journalOf(3).stored()];
    const second = records[1]!;
    const content = [records[0]!, { ...second, at: second.at + 1 }, records[2]!];
    expect(verifyStored(content)).toMatchObject({ problem: 'data', sequence: 2 });
    const hash = [records[0]!, { ...second, hash: 'f'.repeat(64) }, records[2]!];
    expect(verifyStored(hash)).toMatchObject({ problem: 'hash', sequence: 2 });
  });

  it('AUD-2 finds removed, repeated, swapped and inserted records', () => {
    const [a, b, c] = [...journalOf(3).stored()] as [StoredRecord, StoredRecord, StoredRecord];
    expect(verifyStored([a, c])).toMatchObject({ problem: 'missing', sequence: 2, records: 1 });
    expect(verifyStored([b, c])).toMatchObject({ problem: 'missing', sequence: 1, records: 0 });
    expect(verifyStored([a, a, b])).toMatchObject({ problem: 'order', sequence: 2 });
    expect(verifyStored([a, c, b])).toMatchObject({ problem: 'missing', sequence: 2 });
    const renumbered = [a, { ...a, sequence: 2 }, { ...b, sequence: 3 }];
    expect(verifyStored(renumbered)).toMatchObject({ problem: 'hash', sequence: 2 });
  });

  it('AUD-2 finds records cut off the end when a later head is known', () => {
    const journal = journalOf(5);
    const contains = journal.head();
    const records = [...journal.read()];
    expect(verifyChain(records, { contains })).toMatchObject({ ok: true, records: 5 });
    expect(verifyChain(records.slice(0, 4), { contains })).toMatchObject({
      ok: false,
      problem: 'truncated',
      sequence: 5,
    });
    const other = { sequence: 3, hash: 'e'.repeat(64) };
    expect(verifyChain(records, { contains: other })).toMatchObject({ ok: false, sequence: 3 });
  });

  it('AUD-2 verifies an export from the middle on, and says what it cannot read', () => {
    const journal = journalOf(5);
    const records = [...journal.read()];
    const [second] = records.slice(1, 2);
    const after = { sequence: 2, hash: second?.hash ?? '' };
    expect(verifyChain(records.slice(2), { after })).toMatchObject({ ok: true, records: 3 });
    const broken = records.map((record) =>
      record.sequence === 4 ? ({ ...record, data: Number.NaN } as Envelope) : record,
    );
    expect(verifyChain(broken)).toMatchObject({ problem: 'unreadable', sequence: 4, records: 3 });
  });

  it('an empty chain is whole', () => {
    expect(verifyChain([])).toEqual({
      ok: true,
      records: 0,
      head: { sequence: 0, hash: '0'.repeat(64) },
    });
  });
});

/** The value with each of its bytes (digits) changed in turn. */
function* flipsOf(value: unknown): Iterable<unknown> {
  if (typeof value === 'number') {
    yield value + 1;
    return;
  }
  const bytes = Buffer.from(String(value));
  for (let index = 0; index < bytes.length; index += 1) {
    for (const bit of [0x01, 0x20]) {
      const changed = Buffer.from(bytes);
      changed[index] = (changed[index] ?? 0) ^ bit;
      const text = changed.toString('utf8');
      if (text !== String(value)) yield text;
    }
  }
}

describe('the journal in memory', () => {
  it('AUD-2 has the same chain as any other journal of the same drafts, kept or not', () => {
    fc.assert(
      fc.property(
        fc.array(fc.array(fc.jsonValue(), { maxLength: 5 }), { maxLength: 10 }),
        (batches) => {
          const kept = createMemoryJournal({ build: 'b', config: 'c' });
          const bare = createMemoryJournal({ build: 'b', config: 'c', keep: false });
          const single = createMemoryJournal({ build: 'b', config: 'c' });
          for (const batch of batches) {
            const drafts: Draft[] = batch.map((data) => ({ at: AT, source: 's', type: 't', data }));
            kept.append(drafts);
            bare.append(drafts);
            for (const draft of drafts) single.append([draft]);
          }
          expect(bare.head()).toEqual(kept.head());
          expect(single.head()).toEqual(kept.head());
          expect(verifyChain(kept)).toMatchObject({ ok: true, head: kept.head() });
          expect(verifyChain([...kept.read()])).toMatchObject({ ok: true, head: kept.head() });
        },
      ),
      { numRuns: 200 },
    );
  });

  it('AUD-2 an injected write fault stores nothing, and the next append continues the chain', () => {
    const journal = journalOf(2);
    const head = journal.head();
    journal.failNext('no space left', 2);
    const drafts: Draft[] = [{ at: AT, source: 's', type: 't', data: 1 }];
    expect(() => journal.append(drafts)).toThrow('no space left');
    expect(() => journal.append(drafts)).toThrow('no space left');
    expect(journal.head()).toEqual(head);
    journal.append(drafts);
    expect(verifyChain(journal)).toMatchObject({ ok: true, records: 3 });
  });

  it('does not change when the caller later changes what it appended', () => {
    const journal = createMemoryJournal({ build: 'b', config: 'c' });
    const data = { price: 1 };
    journal.append([{ at: AT, source: 's', type: 't', data }]);
    data.price = 2;
    expect([...journal.read()][0]?.data).toEqual({ price: 1 });
  });

  it('says that it keeps no records when asked for them, and snapshots: the latest wins', () => {
    const seen: number[] = [];
    const journal = createMemoryJournal({
      build: 'b',
      config: 'c',
      keep: false,
      onAppend: (records) => seen.push(...records.map((record) => record.sequence)),
    });
    journal.append([1, 2].map((data) => ({ at: AT, source: 's', type: 't', data })));
    expect(seen).toEqual([1, 2]);
    expect(() => [...journal.read()]).toThrow(/keeps no records/);
    journal.saveSnapshot(1, 'one');
    journal.saveSnapshot(2, 'two');
    expect(journal.latestSnapshot()).toEqual({ sequence: 2, state: 'two' });
    expect(() => journal.saveSnapshot(3, 'future')).toThrow(/ends at 2/);
  });
});

describe('state hashes', () => {
  it('AUD-2 one hash per module, so that a mismatch names the module', () => {
    const one = stateHash({ breakers: '{}', allocation: '{"a":1}' });
    const two = stateHash({ allocation: '{"a":2}', breakers: '{}' });
    expect(Object.keys(one)).toEqual(['allocation', 'breakers']);
    expect(one['breakers']).toBe(two['breakers']);
    expect(one['allocation']).not.toBe(two['allocation']);
    expect(one['breakers']).toMatch(/^[0-9a-f]{64}$/);
  });
});
