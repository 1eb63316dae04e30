import { basename, dirname, join, relative } from 'node:path';
import type TypeScript from 'typescript';
import { CHECKOUT } from '../checkout.js';
import { ts } from '../house/typescript.js';

const SDK = join(CHECKOUT, 'plugins/sdk');

/**
 * What `@vpcctl/sdk` and its parts export: a line or more for each name, as a `.d.ts` file has it,
 * and what lacks a comment.
 */
export interface Contract {
  /** By entry point, then by name. Without comments. */
  readonly report: string;
  /** Names of exports, and of members of exported interfaces, that have no doc comment. */
  readonly undocumented: readonly string[];
}

/**
 * Reads the contract from sources.
 * @param entries by the name of the entry point, its source
 * @param override sources that stand in for those on the disk, by path
 */
export function readContract(
  entries: Readonly<Record<string, string>>,
  override: Readonly<Record<string, string>> = {},
): Contract {
  const program = ts.createProgram(Object.values(entries), options(), host(override));
  const checker = program.getTypeChecker();
  const declared = new Declarations(program);
  const undocumented = new Set<string>();
  const sections = Object.entries(entries).map(([entry, file]) => {
    const source = program.getSourceFile(file);
    const module = source && checker.getSymbolAtLocation(source);
    if (module === undefined) throw new Error(`${file} exports nothing`);
    const names = checker.getExportsOfModule(module).map((symbol) => {
      const target = resolve(symbol, checker);
      for (const missing of withoutComment(target, checker)) undocumented.add(missing);
      return declared.textOf(symbol.name, target);
    });
    return [`# ${entry}`, ...names.sort()].join('\n\n');
  });
  return {
    report: `${[...sections, declared.privateParts()].join('\n\n')}\n`,
    undocumented: [...undocumented].sort(),
  };
}

/** The entry points that the SDK's package names, but for zod, which has a contract of its own. */
export function entryPoints(): Record<string, string> {
  const { name, exports } = JSON.parse(ts.sys.readFile(join(SDK, 'package.json')) ?? '');
  return Object.fromEntries(
    Object.entries<Record<string, string>>(exports)
      .filter(([entry]) => entry !== './zod')
      .map(([path, { 'vpcctl-source': source = '' }]) => [join(name, path), join(SDK, source)]),
  );
}

/** What TypeScript declares in the SDK's files, statement by statement. */
class Declarations {
  readonly #program: TypeScript.Program;
  /** Of files that export something of the contract, by their paths. */
  readonly #files = new Map<string, TypeScript.SourceFile>();
  readonly #shown = new Set<TypeScript.Statement>();
  readonly #printer = ts.createPrinter({ removeComments: true });

  constructor(program: TypeScript.Program) {
    this.#program = program;
  }

  textOf(name: string, symbol: TypeScript.Symbol): string {
    const file = symbol.declarations?.[0]?.getSourceFile();
    const declarations = file && this.#declarationsIn(file);
    if (declarations === undefined) {
      return `export { ${name} }; // of ${packageOf(file?.fileName ?? '')}`;
    }
    const statements = declarations.statements.filter((each) => declares(each, symbol.name));
    return statements.map((each) => this.#print(each, declarations)).join('\n');
  }

  /** What exported declarations refer to without exporting it. */
  privateParts(): string {
    const parts = [...this.#files.values()].flatMap((file) => {
      if (!file.statements.some((each) => this.#shown.has(each))) return [];
      const rest = file.statements.filter((each) => !this.#shown.has(each) && isPrivate(each));
      return rest.map(
        (each) => `// ${basename(file.fileName, '.d.ts')}\n${this.#print(each, file)}`,
      );
    });
    return ['# What they refer to', ...parts.sort()].join('\n\n');
  }

  /** Those of a source; none of a file that has no others, as one of another package. */
  #declarationsIn(source: TypeScript.SourceFile): TypeScript.SourceFile | undefined {
    const { fileName } = source;
    if (!this.#files.has(fileName)) {
      this.#program.emit(
        source,
        (name, text) =>
          this.#files.set(fileName, ts.createSourceFile(name, text, ts.ScriptTarget.Latest)),
        undefined,
        true,
      );
    }
    return this.#files.get(fileName);
  }

  #print(statement: TypeScript.Statement, file: TypeScript.SourceFile): string {
    this.#shown.add(statement);
    return this.#printer.printNode(ts.EmitHint.Unspecified, statement, file);
  }
}

function withoutComment(symbol: TypeScript.Symbol, checker: TypeScript.TypeChecker): string[] {
  const [declaration] = symbol.declarations ?? [];
  if (declaration === undefined || isForeign(declaration)) return [];
  const missing = hasComment(symbol, checker) ? [] : [symbol.name];
  const parts = ts.isInterfaceDeclaration(declaration) || ts.isClassDeclaration(declaration);
  const members = parts ? [...(symbol.members?.values() ?? [])] : [];
  return [
    ...missing,
    ...members
      .filter((member) => !hasComment(member, checker) && !isObvious(member))
      .map((member) => `${symbol.name}.${member.name}`),
  ];
}

/** Names that say all together with the type and the comment of their interface. */
const OBVIOUS = new Set(
  [
    ['name', 'kind', 'type', 'action', 'category', 'code', 'key', 'value', 'vpc', 'subnet', 'cidr'],
    ['program', 'args', 'arguments', 'commands', 'phase', 'namespace', 'command', 'pid'],
    ['exitCode', 'stdout', 'stderr', 'mac', 'address', 'interface', 'gateway', 'metric'],
    ['protocol', 'port', 'from', 'to'],
  ].flat(),
);

function isObvious(member: TypeScript.Symbol): boolean {
  return Boolean(member.flags & ts.SymbolFlags.TypeParameter) || OBVIOUS.has(member.name);
}

function hasComment(symbol: TypeScript.Symbol, checker: TypeScript.TypeChecker): boolean {
  return symbol.getDocumentationComment(checker).length > 0;
}

function resolve(symbol: TypeScript.Symbol, checker: TypeScript.TypeChecker): TypeScript.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function declares(statement: TypeScript.Statement, name: string): boolean {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.some((each) => nameOf(each) === name);
  }
  return nameOf(statement) === name;
}

function nameOf(node: TypeScript.Node): string | undefined {
  const { name } = node as TypeScript.Node & { name?: TypeScript.Node };
  return name !== undefined && ts.isIdentifier(name) ? name.text : undefined;
}

function isPrivate(statement: TypeScript.Statement): boolean {
  if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) return false;
  return !ts.canHaveModifiers(statement)
    ? false
    : !ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function isForeign(declaration: TypeScript.Declaration): boolean {
  return relative(SDK, declaration.getSourceFile().fileName).startsWith('..');
}

function packageOf(file: string): string {
  return /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(file)?.[1] ?? file;
}

function options(): TypeScript.CompilerOptions {
  const file = join(SDK, 'tsconfig.build.json');
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(file));
  return {
    ...options,
    declaration: true,
    emitDeclarationOnly: true,
    outDir: join(SDK, 'src'),
    // `npm run typecheck` finds errors, and takes longer than all the rest here.
    noCheck: true,
  };
}

/**
 * Sources as they are on the disk, parsed once for all programs: TypeScript's own are a megabyte.
 */
const parsed = new Map<string, TypeScript.SourceFile | undefined>();

/** Where imports lead, likewise. */
const resolved = ts.createModuleResolutionCache(CHECKOUT, (path) => path, options());

/** What the sources of the tests are written with is no part of the contract, and much to read. */
const LEFT_OUT = new Set(['vitest', 'execa']);

function host(override: Readonly<Record<string, string>>): TypeScript.CompilerHost {
  const plain = ts.createCompilerHost(options());
  return {
    ...plain,
    resolveModuleNameLiterals: (names, file, _, given) =>
      names.map(({ text }) =>
        LEFT_OUT.has(text)
          ? { resolvedModule: undefined }
          : ts.resolveModuleName(text, file, given, plain, resolved),
      ),
    readFile: (path) => override[path] ?? plain.readFile(path),
    getSourceFile: (path, ...rest) => {
      const text = override[path];
      if (text === undefined) {
        if (!parsed.has(path)) parsed.set(path, plain.getSourceFile(path, ...rest));
        return parsed.get(path);
      }
      return ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
    },
  };
}
