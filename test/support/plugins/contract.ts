import { basename, dirname, join, relative } from 'node:path';
import ts from 'typescript';
import { CHECKOUT } from '../checkout.js';

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

/** What TypeScript declares in each of the SDK's files, statement by statement. */
class Declarations {
  readonly #files = new Map<string, ts.SourceFile>();
  readonly #shown = new Set<ts.Statement>();
  readonly #printer = ts.createPrinter({ removeComments: true });

  constructor(program: ts.Program) {
    const write = (name: string, text: string) => {
      const file = ts.createSourceFile(name, text, ts.ScriptTarget.Latest);
      this.#files.set(name.replace(/\.d\.ts$/, '.ts'), file);
    };
    program.emit(undefined, write, undefined, true);
  }

  textOf(name: string, symbol: ts.Symbol): string {
    const file = symbol.declarations?.[0]?.getSourceFile().fileName ?? '';
    const declarations = this.#files.get(file);
    if (declarations === undefined) return `export { ${name} }; // of ${packageOf(file)}`;
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

  #print(statement: ts.Statement, file: ts.SourceFile): string {
    this.#shown.add(statement);
    return this.#printer.printNode(ts.EmitHint.Unspecified, statement, file);
  }
}

function withoutComment(symbol: ts.Symbol, checker: ts.TypeChecker): string[] {
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

function isObvious(member: ts.Symbol): boolean {
  return Boolean(member.flags & ts.SymbolFlags.TypeParameter) || OBVIOUS.has(member.name);
}

function hasComment(symbol: ts.Symbol, checker: ts.TypeChecker): boolean {
  return symbol.getDocumentationComment(checker).length > 0;
}

function resolve(symbol: ts.Symbol, checker: ts.TypeChecker): ts.Symbol {
  return symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
}

function declares(statement: ts.Statement, name: string): boolean {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.some((each) => nameOf(each) === name);
  }
  return nameOf(statement) === name;
}

function nameOf(node: ts.Node): string | undefined {
  const { name } = node as ts.Node & { name?: ts.Node };
  return name !== undefined && ts.isIdentifier(name) ? name.text : undefined;
}

function isPrivate(statement: ts.Statement): boolean {
  if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement)) return false;
  return !ts.canHaveModifiers(statement)
    ? false
    : !ts.getModifiers(statement)?.some(({ kind }) => kind === ts.SyntaxKind.ExportKeyword);
}

function isForeign(declaration: ts.Declaration): boolean {
  return relative(SDK, declaration.getSourceFile().fileName).startsWith('..');
}

function packageOf(file: string): string {
  return /node_modules\/((?:@[^/]+\/)?[^/]+)(?!.*node_modules)/.exec(file)?.[1] ?? file;
}

function options(): ts.CompilerOptions {
  const file = join(SDK, 'tsconfig.build.json');
  const { config } = ts.readConfigFile(file, ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, dirname(file));
  return { ...options, declaration: true, emitDeclarationOnly: true, outDir: join(SDK, 'src') };
}

/**
 * Sources as they are on the disk, parsed once for all programs: TypeScript's own are a megabyte.
 */
const parsed = new Map<string, ts.SourceFile | undefined>();

/** What the sources of the tests are written with is no part of the contract, and much to read. */
const LEFT_OUT = new Set(['vitest', 'execa']);

function host(override: Readonly<Record<string, string>>): ts.CompilerHost {
  const plain = ts.createCompilerHost(options());
  return {
    ...plain,
    resolveModuleNameLiterals: (names, file, _, given) =>
      names.map(({ text }) =>
        LEFT_OUT.has(text)
          ? { resolvedModule: undefined }
          : ts.resolveModuleName(text, file, given, plain),
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
