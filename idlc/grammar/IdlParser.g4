// SPDX-License-Identifier: BSL-1.0
// OMG IDL of CORBA 2.6 and 3.0 (CORBA 3.0.3, chapter 3) with what IDL 4 (formal/2018-01-05) adds for data types, wider
// than the specification where that gives a better message: what the rules let through, the semantics check. Every
// decision is made by the next two tokens at most, but for the declarations that begin with `abstract` or `custom`,
// which take three.
parser grammar IdlParser;

options { tokenVocab = IdlLexer; }

specification: definition* EOF;

// -- recovery points: after a syntax error the parser goes on behind the end of the innermost of these

definition
    : annotation* ( module | interface_ | value | type_declaration | constant | exception_ | type_id | type_prefix
                  | import_ | component | home ) SEMICOLON
    | annotation_type SEMICOLON
    | SEMICOLON
    ;

export_
    : annotation* ( operation | attribute | type_declaration | constant | exception_ | type_id | type_prefix )
      SEMICOLON
    | SEMICOLON
    ;

value_element
    : annotation* ( operation | attribute | type_declaration | constant | exception_ | type_id | type_prefix
                  | state_member | factory ) SEMICOLON
    | SEMICOLON
    ;

component_element: annotation* ( port | attribute ) SEMICOLON | SEMICOLON;

member: annotation* type_spec declarators SEMICOLON;

switch_case: case_label+ annotation* type_spec declarator SEMICOLON;

bitfield: annotation* BITFIELD LANGLE expression (COMMA base_type)? RANGLE identifier* SEMICOLON;

// -- names

identifier: IDENTIFIER | contextual_word;
contextual_word: MULTIPLE | other_word;
other_word
    : COMPONENT | CONSUMES | EMITS | EVENTTYPE | FINDER | GETRAISES | HOME | IMPORT | MANAGES | PRIMARYKEY | PROVIDES
    | PUBLISHES | SETRAISES | USES
    ;
scoped_name: SCOPE? identifier (SCOPE (identifier | OBJECT | VALUE_BASE))*;
scoped_names: scoped_name (COMMA scoped_name)*;
// Not a scoped name: a type that begins with :: may follow, and telling the two apart takes unbounded lookahead.
annotation: AT (identifier | DEFAULT | ONEWAY) (LPAREN annotation_values? RPAREN)?;
annotation_type: AT ANNOTATION identifier LBRACE annotation_part* RBRACE;
annotation_part: (type_spec (identifier (DEFAULT expression)?)? | typedef_ | constant) SEMICOLON;
annotation_values: expression | annotation_value (COMMA annotation_value)*;
annotation_value: (identifier | DEFAULT) EQUALS expression;

// -- modules, interfaces, values

module: MODULE identifier LBRACE definition* RBRACE;

// Object and ValueBase are for files that describe module CORBA.
interface_: (ABSTRACT | LOCAL)? INTERFACE (identifier | OBJECT) (inheritance? LBRACE export_* RBRACE)?;
inheritance: COLON scoped_names;

value
    : (ABSTRACT | CUSTOM)? (VALUETYPE | EVENTTYPE) (identifier | VALUE_BASE)
      (type_spec | value_header LBRACE value_element* RBRACE)?
    ;
value_header: (COLON TRUNCATABLE? scoped_names)? (SUPPORTS scoped_names)?;
state_member: (PUBLIC | PRIVATE) type_spec declarators;
factory: FACTORY identifier LPAREN (parameter (COMMA parameter)*)? RPAREN raises?;

// Adjacent literals are one.
text: STRING_LITERAL+;
type_id: TYPEID scoped_name text;
type_prefix: TYPEPREFIX (scoped_name | SCOPE) text;
import_: IMPORT (scoped_name | text);

// -- components

component: COMPONENT identifier (value_header LBRACE component_element* RBRACE)?;
port
    : (PROVIDES | EMITS | PUBLISHES | CONSUMES) (OBJECT | scoped_name) identifier
    | USES MULTIPLE? used_interface identifier
    ;
// As a scoped name, but `multiple` is no part of it.
used_interface: OBJECT | (SCOPE identifier | IDENTIFIER | other_word) (SCOPE identifier)*;

// A finder is written like an operation whose result is called `finder`.
home: HOME identifier value_header MANAGES scoped_name (PRIMARYKEY scoped_name)? LBRACE value_element* RBRACE;

// -- operations and attributes

operation: ONEWAY? type_spec identifier LPAREN (parameter (COMMA parameter)*)? RPAREN raises? context?;
parameter: annotation* (IN | OUT | INOUT) type_spec identifier;
raises: RAISES LPAREN scoped_names RPAREN;
context: CONTEXT LPAREN text (COMMA text)* RPAREN;

attribute: READONLY? ATTRIBUTE type_spec identifier (COMMA identifier)* raises?
           (get_raises set_raises? | set_raises get_raises?)?;
get_raises: GETRAISES LPAREN scoped_names RPAREN;
set_raises: SETRAISES LPAREN scoped_names RPAREN;

// -- types

type_declaration: typedef_ | structure | union_ | enumeration | native | bitmask | bitset;

typedef_: TYPEDEF type_spec declarators;
declarators: declarator (COMMA declarator)*;
declarator: identifier (LBRACKET expression RBRACKET)*;
native: NATIVE identifier;

// Without braces: a forward declaration.
structure: STRUCT identifier ((COLON scoped_name)? LBRACE member* RBRACE)?;
union_: UNION identifier (SWITCH LPAREN annotation* type_spec RPAREN LBRACE switch_case* RBRACE)?;
case_label: CASE expression COLON | DEFAULT COLON;
// Not identifiers: enums may have very many, and a rule's context is the dearest part of a tree.
enumeration
    : ENUM identifier LBRACE
      annotation* (IDENTIFIER | contextual_word) (COMMA annotation* (IDENTIFIER | contextual_word))* RBRACE
    ;
bitmask: BITMASK identifier LBRACE annotation* identifier (COMMA annotation* identifier)* RBRACE;
bitset: BITSET identifier (COLON scoped_name)? LBRACE bitfield* RBRACE;
exception_: EXCEPTION identifier LBRACE member* RBRACE;

type_spec: base_type | sequence | map | string_type | fixed_type | scoped_name | structure | union_ | enumeration;

base_type
    : SHORT | LONG (LONG | DOUBLE)? | UNSIGNED (SHORT | LONG LONG?) | FLOAT | DOUBLE | CHAR | WCHAR | BOOLEAN | OCTET
    | ANY | OBJECT | VALUE_BASE | VOID | INT8 | INT16 | INT32 | INT64 | UINT8 | UINT16 | UINT32 | UINT64
    ;
sequence: SEQUENCE LANGLE type_spec (COMMA expression)? RANGLE;
map: MAP LANGLE type_spec COMMA type_spec (COMMA expression)? RANGLE;
string_type: (STRING | WSTRING) (LANGLE expression RANGLE)?;
fixed_type: FIXED (LANGLE expression COMMA expression RANGLE)?;

// -- constants

constant: CONST type_spec identifier EQUALS expression;

expression: xor_expression (OR xor_expression)*;
xor_expression: and_expression (XOR and_expression)*;
and_expression: shift_expression (AND shift_expression)*;
shift_expression: sum ((LSHIFT | RSHIFT) sum)*;
sum: product ((PLUS | MINUS) product)*;
product: unary ((STAR | SLASH | PERCENT) unary)*;
// The specification has one operator at most.
unary: (PLUS | MINUS | TILDE)* primary;
primary: scoped_name | literal | LPAREN expression RPAREN;
literal
    : INTEGER_LITERAL | FLOATING_LITERAL | FIXED_LITERAL | CHARACTER_LITERAL | WIDE_CHARACTER_LITERAL | TRUE | FALSE
    | (STRING_LITERAL | WIDE_STRING_LITERAL)+
    ;
