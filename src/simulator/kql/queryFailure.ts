import type { QueryError } from './runQuery';

/** Where in the query text something stands: line from 1, column from 0, as Resource Graph's errors count. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** Thrown inside the evaluator only; runQuery turns it into its answer. */
export class QueryFailure extends Error {
  constructor(readonly error: QueryError) {
    super(error.message);
    this.name = 'QueryFailure';
  }
}

/**
 * The text is not KQL. The shape is that of recorded answers, e.g. of the query "where where":
 * {"code":"ParserFailure","message":"ParserFailure","line":1,"characterPositionInLine":11,"token":"<EOF>"}
 * (azure-powershell, test Search-AzureRmGraph-QueryError).
 */
export function parserFailure(place: Place, token: string, expectedToken?: string): QueryFailure {
  return new QueryFailure({
    code: 'ParserFailure',
    message: 'ParserFailure',
    line: place.line,
    characterPositionInLine: place.column,
    token: clip(token),
    ...(expectedToken === undefined ? {} : { expectedToken }),
  });
}

/** The text is KQL, but not of the part that is served here. Shape: azure-powershell issue 13762, about `parse`. */
export function unsupportedLanguage(token: string): QueryFailure {
  return new QueryFailure({
    code: 'InvalidQueryLanguage',
    message: 'InvalidQueryLanguage',
    line: -1,
    characterPositionInLine: -1,
    token: clip(token),
  });
}

/** Recorded: {"code":"UnknownFunction","message":"Unknown function: 'cout'."} */
export function unknownFunction(name: string): QueryFailure {
  return new QueryFailure({ code: 'UnknownFunction', message: `Unknown function: '${clip(name)}'.` });
}

/**
 * The text is KQL and makes no sense. The messages are Kusto's own where they are known; the code that Resource Graph
 * puts beside them is not documented, so `SemanticError` is a stand-in.
 */
export function semanticFailure(message: string): QueryFailure {
  return new QueryFailure({ code: 'SemanticError', message });
}

/** Over one of Resource Graph's own limits. The codes are stand-ins where none is documented. */
export function limitFailure(code: string, message: string): QueryFailure {
  return new QueryFailure({ code, message });
}

const LONGEST_QUOTE = 200;

function clip(text: string): string {
  return text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text;
}
