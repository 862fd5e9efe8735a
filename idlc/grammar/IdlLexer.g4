// SPDX-License-Identifier: BSL-1.0
// The tokens of OMG IDL after preprocessing. The malformed ones at the end exist so that the front end can say what is
// wrong with them.
lexer grammar IdlLexer;

ABSTRACT: 'abstract';
ANY: 'any';
ATTRIBUTE: 'attribute';
BOOLEAN: 'boolean';
CASE: 'case';
CHAR: 'char';
CONST: 'const';
CONTEXT: 'context';
CUSTOM: 'custom';
DEFAULT: 'default';
DOUBLE: 'double';
ENUM: 'enum';
EXCEPTION: 'exception';
FACTORY: 'factory';
FALSE: 'FALSE';
FIXED: 'fixed';
FLOAT: 'float';
IN: 'in';
INOUT: 'inout';
INTERFACE: 'interface';
LOCAL: 'local';
LONG: 'long';
MODULE: 'module';
NATIVE: 'native';
OBJECT: 'Object';
OCTET: 'octet';
ONEWAY: 'oneway';
OUT: 'out';
PRIVATE: 'private';
PUBLIC: 'public';
RAISES: 'raises';
READONLY: 'readonly';
SEQUENCE: 'sequence';
SHORT: 'short';
STRING: 'string';
STRUCT: 'struct';
SUPPORTS: 'supports';
SWITCH: 'switch';
TRUE: 'TRUE';
TRUNCATABLE: 'truncatable';
TYPEDEF: 'typedef';
TYPEID: 'typeid';
TYPEPREFIX: 'typeprefix';
UNION: 'union';
UNSIGNED: 'unsigned';
VALUE_BASE: 'ValueBase';
VALUETYPE: 'valuetype';
VOID: 'void';
WCHAR: 'wchar';
WSTRING: 'wstring';

// Words of CORBA 3 that older IDL uses as names; the parser takes them as identifiers where no keyword can stand.
COMPONENT: 'component';
CONSUMES: 'consumes';
EMITS: 'emits';
EVENTTYPE: 'eventtype';
FINDER: 'finder';
GETRAISES: 'getraises';
HOME: 'home';
IMPORT: 'import';
MANAGES: 'manages';
MULTIPLE: 'multiple';
PRIMARYKEY: 'primarykey';
PROVIDES: 'provides';
PUBLISHES: 'publishes';
SETRAISES: 'setraises';
USES: 'uses';

// Words of IDL 4; without it the front end makes identifiers of them.
BITFIELD: 'bitfield';
BITMASK: 'bitmask';
BITSET: 'bitset';
INT8: 'int8';
INT16: 'int16';
INT32: 'int32';
INT64: 'int64';
MAP: 'map';
UINT8: 'uint8';
UINT16: 'uint16';
UINT32: 'uint32';
UINT64: 'uint64';
// A word behind '@' only.
ANNOTATION: 'annotation';

LBRACE: '{';
RBRACE: '}';
LPAREN: '(';
RPAREN: ')';
LBRACKET: '[';
RBRACKET: ']';
LANGLE: '<';
RANGLE: '>';
LSHIFT: '<<';
RSHIFT: '>>';
SEMICOLON: ';';
COLON: ':';
SCOPE: '::';
COMMA: ',';
EQUALS: '=';
OR: '|';
XOR: '^';
AND: '&';
PLUS: '+';
MINUS: '-';
STAR: '*';
SLASH: '/';
PERCENT: '%';
TILDE: '~';
AT: '@';

INTEGER_LITERAL: [0-9]+ | '0' [xX] [0-9a-fA-F]+;
FIXED_LITERAL: ([0-9]+ ('.' [0-9]*)? | '.' [0-9]+) [dD];
FLOATING_LITERAL: ([0-9]+ '.' [0-9]* | '.' [0-9]+) EXPONENT? | [0-9]+ EXPONENT;
fragment EXPONENT: [eE] [+-]? [0-9]+;

CHARACTER_LITERAL: CHARACTER_BODY '\'';
WIDE_CHARACTER_LITERAL: 'L' CHARACTER_BODY '\'';
STRING_LITERAL: STRING_BODY '"';
WIDE_STRING_LITERAL: 'L' STRING_BODY '"';
fragment CHARACTER_BODY: '\'' (~['\\\n] | '\\' ~[\n])*;
fragment STRING_BODY: '"' (~["\\\n] | '\\' ~[\n])*;

// With a leading underscore: an escaped identifier.
IDENTIFIER: '_'? [a-zA-Z] [a-zA-Z0-9_]*;

WHITESPACE: [ \t\r\n\f\u000b]+ -> skip;

MALFORMED_IDENTIFIER: '_' [a-zA-Z0-9_]*;
MALFORMED_NUMBER: [0-9] [a-zA-Z0-9_]* ('.' [a-zA-Z0-9_]*)?;
UNTERMINATED_CHARACTER: 'L'? CHARACTER_BODY;
UNTERMINATED_STRING: 'L'? STRING_BODY;
UNKNOWN: .;
