/** A file written line by line, in chunks. */
import { closeSync, openSync, writeSync } from 'node:fs';

const CHUNK_CHARS = 1 << 20;

export class LineFile {
  private readonly handle: number;
  private pending = '';
  private open = true;

  constructor(path: string) {
    this.handle = openSync(path, 'w');
  }

  add(text: string): void {
    this.pending += text;
    this.pending += '\n';
    if (this.pending.length >= CHUNK_CHARS) this.flush();
  }

  close(): void {
    if (!this.open) return;
    this.flush();
    closeSync(this.handle);
    this.open = false;
  }

  private flush(): void {
    const bytes = Buffer.from(this.pending);
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.handle, bytes, written);
    }
    this.pending = '';
  }
}
