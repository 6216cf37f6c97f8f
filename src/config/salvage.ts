/**
 * Reads what is valid of a value in which something is wrong, so that the checks of meaning run on
 * the rest and all errors of a file come out at once.
 */
import { z } from 'zod';

/** The valid parts of `value` as the schema reads them; invalid parts are undefined. */
export function salvage(schema: z.core.$ZodType, value: unknown): unknown {
  const parsed = z.safeParse(schema, value);
  if (parsed.success) return parsed.data;
  if (Array.isArray(value)) {
    if (schema instanceof z.ZodArray) return value.map((item) => salvage(schema.element, item));
    if (schema instanceof z.ZodTuple) {
      const items = schema._zod.def.items;
      return value.map((item, index) => {
        const element = items[index];
        return element ? salvage(element, item) : undefined;
      });
    }
    return undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  const source = value as Readonly<Record<string, unknown>>;
  if (schema instanceof z.ZodObject) {
    const shape: Readonly<Record<string, z.core.$ZodType>> = schema.shape;
    return Object.fromEntries(
      Object.entries(shape)
        .map(([key, child]) => [key, salvage(child, source[key])] as const)
        .filter(([, part]) => part !== undefined),
    );
  }
  if (schema instanceof z.ZodRecord) {
    const { keyType, valueType } = schema;
    // A member that cannot be read keeps its key: what refers to it refers to something.
    return Object.fromEntries(
      Object.entries(source)
        .filter(([key]) => z.safeParse(keyType as z.core.$ZodType, key).success)
        .map(([key, child]) => [key, salvage(valueType as z.core.$ZodType, child)]),
    );
  }
  if (schema instanceof z.ZodNullable) return salvage(schema.unwrap() as z.core.$ZodType, value);
  return undefined;
}
