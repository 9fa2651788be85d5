import { createRequire } from 'node:module';

/*
 * Microsoft's own KQL parser and semantic check (@kusto/language-service-next), with Resource Graph's tables declared.
 * The package is compiled from C# and fills the globals Bridge and Kusto; only the few members used here are typed.
 */

interface BridgeList<Item> {
  readonly Count: number;
  getItem(index: number): Item;
}

interface KustoDiagnostic {
  readonly Severity: string;
  readonly Code: string;
  readonly Message: string;
  readonly Start: number;
}

interface KustoSymbol {
  readonly Name: string;
  readonly Type: { readonly Name: string };
}

interface KustoNamespace {
  readonly Language: {
    readonly KustoCode: {
      ParseAndAnalyze(
        query: string,
        globals: unknown,
      ): {
        GetDiagnostics(): BridgeList<KustoDiagnostic>;
        readonly ResultType?: { readonly Columns?: BridgeList<KustoSymbol> };
      };
    };
    readonly GlobalState: { readonly Default: { WithDatabase(database: unknown): unknown } };
    readonly Symbols: {
      readonly TableSymbol: { readonly $ctor7: new (name: string, schema: string, description: null) => unknown };
      readonly DatabaseSymbol: { readonly ctor: new (name: string, members: readonly unknown[]) => unknown };
    };
  };
}

const SCHEMA =
  "(id:string, name:string, type:string, tenantId:string, ['kind']:string, location:string, resourceGroup:string, " +
  'subscriptionId:string, managedBy:string, sku:dynamic, plan:dynamic, properties:dynamic, tags:dynamic, ' +
  'identity:dynamic, zones:dynamic, extendedLocation:dynamic)';

// Resource Graph does not mind the case of a table's name, Kusto does: both usual spellings are declared.
const TABLES = [
  'Resources',
  'ResourceContainers',
  'PatchAssessmentResources',
  'PatchInstallationResources',
  'MaintenanceResources',
];

let loaded: { readonly kusto: KustoNamespace; readonly globals: unknown } | undefined;

function load(): { readonly kusto: KustoNamespace; readonly globals: unknown } {
  if (loaded) return loaded;
  const require = createRequire(import.meta.url);
  require('@kusto/language-service-next/bridge.min.js');
  require('@kusto/language-service-next/Kusto.Language.Bridge.min.js');
  const kusto: unknown = Reflect.get(globalThis, 'Kusto');
  if (!isKusto(kusto)) throw new Error('@kusto/language-service-next did not define the global Kusto.');
  const { Symbols, GlobalState } = kusto.Language;
  const names = TABLES.flatMap((name) => [name, name.toLowerCase()]);
  const tables = names.map((name) => new Symbols.TableSymbol.$ctor7(name, SCHEMA, null));
  loaded = {
    kusto,
    globals: GlobalState.Default.WithDatabase(new Symbols.DatabaseSymbol.ctor('ResourceGraph', tables)),
  };
  return loaded;
}

function isKusto(value: unknown): value is KustoNamespace {
  return typeof value === 'object' && value !== null && 'Language' in value;
}

function listed<Item>(list: BridgeList<Item>): readonly Item[] {
  return Array.from({ length: list.Count }, (_, index) => list.getItem(index));
}

/** What Microsoft's parser makes of a query. */
export interface KustoAnalysis {
  /** Its errors, one line each: "KS142 at 18: The name 'x' does not refer to …". Empty = none. */
  readonly errors: string[];
  /** The columns it expects, as "name:type" with Kusto's names for types. */
  readonly columns: string[];
}

export function kustoAnalysis(query: string): KustoAnalysis {
  const { kusto, globals } = load();
  const code = kusto.Language.KustoCode.ParseAndAnalyze(query, globals);
  const columns = code.ResultType?.Columns;
  return {
    errors: listed(code.GetDiagnostics())
      .filter((diagnostic) => diagnostic.Severity === 'Error')
      .map((diagnostic) => `${diagnostic.Code} at ${diagnostic.Start}: ${diagnostic.Message}`),
    columns: columns ? listed(columns).map((column) => `${column.Name}:${column.Type.Name}`) : [],
  };
}

/** What Microsoft's parser finds wrong with a Resource Graph query; empty = nothing. */
export function kustoDiagnostics(query: string): string[] {
  return kustoAnalysis(query).errors;
}
