// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "idlc/backend/cpp11/generate.hpp"
#include "idlc/backend/cpp11/names.hpp"
#include "idlc/backend/cpp11/printer.hpp"
#include "idlc/backend/cpp11/types.hpp"
#include "idlc/frontend/ast.hpp"

namespace corbel::idl::cpp11 {

/// Names of the tables that x.cpp keeps beside its types: `Point_members`, `Colour_names`.
class Tables {
public:
    explicit Tables(const Specification& specification);
    const std::string& name(const Declaration& declaration) const { return names_.at(&declaration); }

private:
    std::map<const Declaration*, std::string> names_;
};

/// What every section of the output is written from.
struct Source {
    const Specification& specification;
    Options options;
    Names names{specification};
    Types types{names};
    Tables tables{specification};
};

/// Whether it is in the library already: some types of the modules CORBA and PortableServer are.
bool is_provided(const Declaration& declaration);
/// One that is nobody's to call from outside, without stub and skeleton: all of them but Messaging::ReplyHandler.
bool is_provided_local(const Declaration& declaration);

/// Whether its objects never leave the process: what inherits from an interface of the library (Policy, Current) is
/// local whatever the source says.
bool is_local(const Interface& interface);

/// Declarations of the main file in the order of the source, those inside modules instead of the modules.
Declarations main_declarations(const Specification& specification);

/// The same, and in front of each those that are nested in it (types in interfaces, structs, unions and exceptions).
Declarations all_main_declarations(const Specification& specification);

/// The scope a declaration stands in.
Place place_of(const Declaration& declaration);
/// The scope that the declaration itself is.
Place place_inside(const Declaration& declaration);
/// The namespace it stands in, whatever classes are around it.
Path module_path(const Declaration& declaration);

/// Opens and closes namespaces as pieces of text ask for.
class Namespaces {
public:
    explicit Namespaces(Printer& out) : out_{out} {}
    ~Namespaces() { enter({}); }
    Namespaces(const Namespaces&) = delete;
    Namespaces& operator=(const Namespaces&) = delete;

    void enter(const Path& path);
    /// The namespace of a declaration, whatever classes are around it.
    void enter_module_of(const Declaration& declaration);

private:
    Printer& out_;
    Path open_;
};

/// The operation or attribute in IDL, and where it stands: "oneway void fire(in long n) (bench.idl:15)".
std::string idl_text(const Operation& operation, const Specification& specification);
std::string idl_text(const Attribute& attribute, const Specification& specification);
std::string idl_text(const Factory& factory, const Specification& specification);

/// The part of a path behind its last slash.
std::string_view file_name(std::string_view path);
/// The same for people, fit for a comment.
std::string printable_name(std::string_view path);

}  // namespace corbel::idl::cpp11
