import { didYouMean } from '@vpcctl/sdk';
import jsep from 'jsep';
import { LIMITS } from './file.js';
import { lookUp, namesOf, type Scope } from './scope.js';

const LANGUAGE = 'an expression has whole numbers, variables, + - * / % and parentheses';
const OPERATORS = new Set(['+', '-', '*', '/', '%']);

// The parser's language is larger than this one, and it is set for the whole process.
for (const operator of Object.keys(jsep.binary_ops)) {
  if (!OPERATORS.has(operator)) jsep.removeBinaryOp(operator);
}
for (const operator of Object.keys(jsep.unary_ops)) {
  if (operator !== '-') jsep.removeUnaryOp(operator);
}
jsep.removeAllLiterals();

/** An expression that was parsed. */
export type Expression = jsep.Expression;

/** What is wrong with an expression, in words; null where an issue says it already. */
export class ExpressionFault {
  readonly message: string | null;

  constructor(message: string | null) {
    this.message = message;
  }
}

/**
 * Parses the text between the braces of `${…}`. Pure.
 * @throws ExpressionFault for what is no expression
 */
export function parseExpression(text: string): Expression {
  // The parser and the evaluation call themselves for each parenthesis.
  if (text.length > LIMITS.expression) {
    throw new ExpressionFault(`is longer than ${LIMITS.expression} characters`);
  }
  if (text.trim() === '') throw new ExpressionFault(`is empty: ${LANGUAGE}`);
  try {
    return jsep(text);
  } catch (error) {
    if (!(error instanceof Error && 'index' in error)) throw error;
    const rest = text.slice(Number(error.index)).trim();
    const where = rest === '' ? 'it ends early' : `see ${JSON.stringify(rest)}`;
    throw new ExpressionFault(`is wrong: ${where}; ${LANGUAGE}`);
  }
}

/**
 * The value of an expression: a safe integer, or the text of a variable. Pure.
 * @throws ExpressionFault
 */
export function evaluate(expression: Expression, scope: Scope): number | string {
  switch (expression.type) {
    case 'Literal':
      return literal(String(expression['raw']));
    case 'Identifier':
      return variable(String(expression['name']), scope);
    // The parser takes the word `this` for something special.
    case 'ThisExpression':
      return variable('this', scope);
    case 'UnaryExpression':
      return safe(-integer(part(expression, 'argument'), scope));
    case 'BinaryExpression': {
      const [left, right] = [part(expression, 'left'), part(expression, 'right')];
      const operands = [integer(left, scope), integer(right, scope)] as const;
      return safe(calculate(String(expression['operator']), ...operands));
    }
    default:
      throw new ExpressionFault(`is wrong: ${LANGUAGE}`);
  }
}

function part(expression: Expression, key: string): Expression {
  const found = expression[key];
  if (typeof found === 'object' && found !== null && 'type' in found) return found as Expression;
  throw new ExpressionFault(`is wrong: ${LANGUAGE}`);
}

function literal(raw: string): number {
  if (!/^\d+$/.test(raw)) throw new ExpressionFault(`has ${raw}: ${LANGUAGE}`);
  return safe(Number(raw));
}

function variable(name: string, scope: Scope): number | string {
  const value = lookUp(scope, name);
  if (value === null) throw new ExpressionFault(null);
  if (value !== undefined) return value;
  const meant = didYouMean(name, namesOf(scope));
  throw new ExpressionFault(
    `has the variable ${JSON.stringify(name)}, which is not declared before${
      meant === null ? '' : `: did you mean ${JSON.stringify(meant)}?`
    }`,
  );
}

function integer(expression: Expression, scope: Scope): number {
  const value = evaluate(expression, scope);
  if (typeof value === 'number') return value;
  throw new ExpressionFault(`calculates with ${JSON.stringify(value)}, which is a text`);
}

function calculate(operator: string, left: number, right: number): number {
  if (right === 0 && (operator === '/' || operator === '%')) {
    throw new ExpressionFault(`divides ${left} by zero`);
  }
  switch (operator) {
    case '+':
      return left + right;
    case '-':
      return left - right;
    case '*':
      return left * right;
    case '%':
      return left % right;
    default:
      if (left % right === 0) return left / right;
      throw new ExpressionFault(
        `divides ${left} by ${right}, which leaves a remainder: % gives that`,
      );
  }
}

function safe(value: number): number {
  if (!Number.isSafeInteger(value)) {
    throw new ExpressionFault(`is beyond ${Number.MAX_SAFE_INTEGER}, the largest number`);
  }
  // No minus before a zero.
  return value + 0;
}
