/** The OpenAPI document as one page to read: no script, nothing from elsewhere. */
import { escapeHtml as text } from '../report/html-text.ts';
import type { OpenApiDocument, OpenApiOperation } from './openapi.ts';

const STYLE = `
:root { color-scheme: light dark; }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 64rem; margin: 0 auto; padding: 1.5rem; }
h2 { margin-top: 2rem; text-transform: capitalize; }
details { border: 1px solid #8886; border-radius: 6px; margin: .4rem 0; padding: .4rem .8rem; }
summary { cursor: pointer; }
code, pre { font: 13px/1.45 ui-monospace, monospace; }
pre { overflow-x: auto; background: #8881; padding: .6rem; border-radius: 4px; }
.method { display: inline-block; min-width: 4rem; font-weight: 600; }
.role { float: right; opacity: .75; }
table { border-collapse: collapse; } td, th { text-align: left; padding: .15rem 1rem .15rem 0; vertical-align: top; }`;

export function docsPage(document: OpenApiDocument): string {
  const { info, paths, tags, components } = document;
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ path, method, operation })),
  );
  const groups = tags.map(({ name, description }) => {
    const own = operations.filter(({ operation }) => operation.tags[0] === name);
    return `<h2 id="${text(name)}">${text(name)}</h2><p>${text(description)}</p>${own.map(operationOf).join('')}`;
  });
  const schemas = Object.entries(components.schemas).map(
    ([name, schema]) =>
      `<details id="schema-${text(name)}"><summary><code>${text(name)}</code></summary>${json(schema)}</details>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${text(info.title)}</title><style>${STYLE}</style></head><body>
<h1>${text(info.title)}</h1><p>${text(info.description)}</p>
<p>As a document: <a href="/api/openapi.json">/api/openapi.json</a> (OpenAPI ${text(document.openapi)}), version ${text(info.version)}.</p>
${groups.join('\n')}
<h2>refusals</h2><p>${text(components.responses['Refused']?.description ?? '')}</p>
<h2>schemas</h2>${schemas.join('\n')}
</body></html>`;
}

interface Listed {
  readonly path: string;
  readonly method: string;
  readonly operation: OpenApiOperation;
}

function operationOf({ path, method, operation }: Listed): string {
  const { operationId, summary, parameters, requestBody, responses } = operation;
  const rows = parameters.map(
    ({ name, in: where, required, description, schema }) =>
      `<tr><td><code>${text(name)}</code></td><td>${where}${required ? ', required' : ''}</td><td>${text(description ?? '')}</td><td><code>${text(JSON.stringify(schema))}</code></td></tr>`,
  );
  const body = requestBody?.content['application/json'].schema;
  const answer = Object.values(responses['200'].content).map(({ schema }) => answerOf(schema));
  return `<details id="${text(operationId)}"><summary><span class="method">${method.toUpperCase()}</span> <code>${text(path)}</code> ${text(summary)}<span class="role">${text(operation['x-least-role'] ?? 'anybody')}</span></summary>
${rows.length === 0 ? '' : `<table>${rows.join('')}</table>`}${body === undefined ? '' : `<p>Body:</p>${json(body)}`}<p>Answers ${answer.join(' ')}</p></details>`;
}

const json = (value: unknown): string =>
  `<pre>${text(JSON.stringify(value, null, 2)).replaceAll(
    /#\/components\/schemas\/([A-Za-z0-9_]+)/g,
    '<a href="#schema-$1">$1</a>',
  )}</pre>`;

function answerOf(schema: unknown): string {
  const ref = (schema as { readonly $ref?: string }).$ref;
  if (ref === undefined) return `<code>${text(JSON.stringify(schema))}</code>`;
  const name = text(ref.split('/').at(-1) ?? ref);
  return `<a href="#schema-${name}">${name}</a>`;
}
