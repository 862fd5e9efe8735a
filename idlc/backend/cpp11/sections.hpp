// SPDX-License-Identifier: BSL-1.0
#pragma once

#include "idlc/backend/cpp11/output.hpp"

/// One function for each section of the generated files, in the order of the output.
namespace corbel::idl::cpp11 {

class ImpliedIdl;

using Interfaces = std::vector<const Interface*>;

/// x.hpp: every interface is declared, and its traits, before anything uses a reference to it.
void write_forward_declarations(Printer& out, const Source& source);

/// x.hpp: constants, types, exceptions and interfaces in the order of the IDL.
void write_types(Printer& out, const Source& source);

/// The class of an interface, with what is nested in it.
void write_interface(Printer& out, const Source& source, const Interface& interface);

/// Types and constants that are nested in the class of an interface, struct, union or exception.
void write_nested(Printer& out, const Source& source, const Declaration& declaration);

/// Of a valuetype: its class, the one of its state in the namespace `obv` beside it, and that of its factories.
void write_value_type(Printer& out, const Source& source, const ValueType& value);
void write_value_box(Printer& out, const Source& source, const ValueBox& box);
/// At global scope, before the class itself.
void declare_value_box(Printer& out, const Source& source, const ValueBox& box);
/// Their part of x.cpp.
void define_value_type(Printer& out, const Source& source, const ValueType& value);
void define_value_box(Printer& out, const ValueBox& box);

/// Bitmasks and bitsets: a class around their bits, and their part of x.cpp.
void write_bitmask(Printer& out, const Source& source, const Bitmask& bitmask);
void write_bitset(Printer& out, const Source& source, const Bitset& bitset);
void define_bitmask(Printer& out, const Source& source, const Bitmask& bitmask);
void define_bitset(Printer& out, const Source& source, const Bitset& bitset);

/// The data member of a union's class.
std::string union_field(const Source& source, const Union& type);

/// The declaration of its constant: `extern` at namespace scope, a static member inside a class.
void write_type_code(Printer& out, const Source& source, const Declaration& declaration);

/// What can be created without a class of the user's: nothing is left to implement.
bool is_creatable(const ValueType& value);
/// Whether there is a class of factories for it.
bool has_factory_class(const ValueType& value);
/// The class of factories, or the base of all of them where there is nothing to add.
std::string factory_type(const Source& source, const ValueType& value, const Place& place);

/// x.hpp: Codec and type_code_of of every type.
void write_codec_declarations(Printer& out, const Source& source);

/// What x.cpp compiles once for all that include x.hpp, which declares it `extern`: what is read by more than one of
/// them (servants, clients, an Any) and is costly to compile.
void write_instances(Printer& out, const Source& source, const std::string& storage);

/// x.cpp: tables of members, and the TypeCode constants that are made of them.
void write_type_codes(Printer& out, const Source& source, Namespaces& namespaces);
/// x.cpp: what the classes of x.hpp leave to define, stream output included.
void write_type_definitions(Printer& out, const Source& source, Namespaces& namespaces);
void write_codec_definitions(Printer& out, const Source& source);
void write_proxies(Printer& out, const Source& source);

/// x_skel.hpp and x_skel.cpp.
void write_skeleton_declarations(Printer& out, const Source& source);
void write_skeleton_definitions(Printer& out, const Source& source);

/// x_servant.hpp and x_servant.cpp: servants to begin with, whose operations throw NO_IMPLEMENT.
void write_sample_declarations(Printer& out, const Source& source);
void write_sample_definitions(Printer& out, const Source& source);

/// The same pieces for these interfaces only.
void declare_interfaces(Printer& out, const Source& source, const Declarations& list);
void write_proxies(Printer& out, const Source& source, const Interfaces& interfaces);
void write_skeleton_declarations(Printer& out, const Source& source, const Interfaces& interfaces);

/// x_ami.hpp and x_ami.cpp.
void write_asynchronous_declarations(Printer& out, const Source& source, const ImpliedIdl& implied);
void write_asynchronous_definitions(Printer& out, const Source& source, const ImpliedIdl& implied);

/// Those of the main file that objects can have.
Interfaces interfaces_with_skeleton(const Specification& specification);
/// The interface behind all its bases, each once.
Interfaces with_bases(const Interface& interface);

/// `void op(std::int32_t a)` in three pieces, the types as `place` sees them.
struct Signature {
    std::string result;
    std::string name;
    std::string parameters;
};

/// An interface's own operations and, for its attributes, what a call of getter and setter looks like. In the order of
/// the IDL.
struct Callable {
    std::string wire_name;  ///< "_get_label"
    std::string function;   ///< of the skeleton, a name of its own for each: "on_say", "get_label"
    std::string name;       ///< in C++, escaped
    TypeRef result;         ///< Primitive::void_ for none
    std::vector<Parameter> parameters;  ///< names escaped
    std::vector<const Exception*> raises;
    bool is_oneway = false;
    bool has_context = false;
    std::string idl;  ///< as a comment says it; empty for a setter, which follows its getter
    std::string comment;
    std::vector<const Exception*> held = {};  ///< what the ExceptionHolder that is its argument may hold
};

std::vector<Callable> callables(const Source& source, const Declarations& contents);

/// The part of x_skel.cpp for an interface with these operations.
void define_skeleton(Printer& out, const Source& source, const Interface& interface, const std::vector<Callable>& list);
Signature signature(const Source& source, const Callable& callable, const Place& result, const Place& parameters);

/// `// IDL: ...` in front of an operation; empty where `idl` is.
std::string idl_comment(const Callable& callable);

/// Names of parameters, so that ours keep clear of them.
std::set<std::string> parameter_names(const Callable& callable);

/// Comments of the IDL in front of a declaration, `/// ` before each line; empty for none.
std::string documentation(const std::string& comment);

}  // namespace corbel::idl::cpp11
