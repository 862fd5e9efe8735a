// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "CosNaming.hpp"
#include "cos-naming/name.hpp"

#include <corbel/corba.hpp>

#include "tools/corbel/tool.hpp"

/// The names of any naming service, as the verbs of `corbel ns` see them.
namespace corbel::tool {

using OrbRef = IDL::traits<CORBA::ORB>::ref_type;
using ObjectRef = IDL::traits<CORBA::Object>::ref_type;
using ContextRef = IDL::traits<CosNaming::NamingContext>::ref_type;

CosNaming::Name to_idl(const naming::Name& name);
naming::Name to_plain(const CosNaming::Name& name);
/// Of text as in "plant.area/hall 1/pump"; UsageError that shows the place for text that is no name.
CosNaming::Name idl_name(const std::string& text);

/// "NotFound: there is no plant/pump" for what a naming service throws.
std::string describe(const CORBA::UserException& error);

/// A name that is bound, by its path from where the walk began.
struct Entry {
    naming::Name path;
    bool is_context = false;
    ObjectRef object;     ///< nil if `failure` says why
    std::string failure;
    std::string same_as;  ///< for a context that was met before: its path then

    std::string text() const { return naming::to_string(path); }
};

/// The bindings of `context` alone, in the order of their names; their objects are not resolved.
std::vector<Entry> list(const ContextRef& context);

/// Gives `visit` every name below `context`, a context before what is in it. Each context is entered once, cycles are
/// no harm; one that does not answer has a failure. `resolve_objects` false: only contexts are resolved.
void walk(const OrbRef& orb, const ContextRef& context, bool resolve_objects,
          const std::function<void(const Entry&)>& visit);

/// Adds `corbel ns discover`.
void add_ns_discover(CLI::App& ns, Tool& tool);

}  // namespace corbel::tool
