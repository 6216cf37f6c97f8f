/** A file that appears whole under its name or not at all: written beside it, renamed at the end. */
import { renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { LineFile } from '../formats/line-file.ts';

export class DraftFile {
  private readonly path: string;
  private readonly draft: string;
  private readonly lines: LineFile;

  /** Throws when the folder cannot be written to. */
  constructor(path: string) {
    this.path = path;
    this.draft = join(dirname(path), `.${basename(path)}.${process.pid}.part`);
    this.lines = new LineFile(this.draft);
  }

  line(text: string): void {
    this.lines.add(text);
  }

  finish(): void {
    this.lines.close();
    renameSync(this.draft, this.path);
  }

  /** Leaves nothing behind; after `finish` it does nothing. */
  abandon(): void {
    this.lines.close();
    rmSync(this.draft, { force: true });
  }
}
