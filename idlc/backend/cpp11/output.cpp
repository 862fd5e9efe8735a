// SPDX-License-Identifier: BSL-1.0
#include "idlc/backend/cpp11/output.hpp"

#include <algorithm>

namespace corbel::idl::cpp11 {
namespace {

/// Names of the modules CORBA, IOP, Messaging and PortableServer that are in the library. Sources that bring their own
/// orb.idl declare them again; the C++ is there already.
const std::map<std::string_view, std::set<std::string_view>> provided{
    {"CORBA",
     {"AbstractBase", "Any", "AnySeq", "BadFixedValue", "BooleanSeq", "Bounds", "CharSeq", "CompletionStatus",
      "Current", "CustomMarshal", "DataInputStream", "DataOutputStream", "DoubleSeq", "Environment", "Exception",
      "FloatSeq", "Identifier", "InvalidPolicies", "LocalObject", "LongDoubleSeq", "LongLongSeq", "LongSeq", "ORB",
      "ORBid", "Object", "ObjectId", "ObjectIdList", "OctetSeq", "Policy", "PolicyCurrent", "PolicyError",
      "PolicyErrorCode", "PolicyList", "PolicyManager", "PolicyType", "PolicyTypeSeq", "RepositoryId", "ScopedName",
      "ServiceDetailType", "ServiceOption", "ServiceType", "SetOverrideType", "ShortSeq",
      "StringSeq", "StringValue", "SystemException", "TCKind", "TypeCode", "ULongLongSeq", "ULongSeq", "UShortSeq",
      "UNSUPPORTED_POLICY", "UNSUPPORTED_POLICY_VALUE", "BAD_POLICY", "BAD_POLICY_TYPE", "BAD_POLICY_VALUE",
      "UnknownUserException", "UserException", "ValueBase", "ValueFactory", "ValueFactoryBase", "ValueModifier",
      "Visibility", "WCharSeq", "WStringSeq", "WStringValue", "PRIVATE_MEMBER", "PUBLIC_MEMBER", "VM_ABSTRACT",
      "VM_CUSTOM", "VM_NONE", "VM_TRUNCATABLE",
      // the standard exceptions
      "UNKNOWN", "BAD_PARAM", "NO_MEMORY", "IMP_LIMIT", "COMM_FAILURE", "INV_OBJREF", "NO_PERMISSION", "INTERNAL",
      "MARSHAL", "INITIALIZE", "NO_IMPLEMENT", "BAD_TYPECODE", "BAD_OPERATION", "NO_RESOURCES", "NO_RESPONSE",
      "PERSIST_STORE", "BAD_INV_ORDER", "TRANSIENT", "FREE_MEM", "INV_IDENT", "INV_FLAG", "INTF_REPOS",
      "BAD_CONTEXT", "OBJ_ADAPTER", "DATA_CONVERSION", "OBJECT_NOT_EXIST", "TRANSACTION_REQUIRED",
      "TRANSACTION_ROLLEDBACK", "INVALID_TRANSACTION", "INV_POLICY", "CODESET_INCOMPATIBLE", "REBIND", "TIMEOUT",
      "TRANSACTION_UNAVAILABLE", "TRANSACTION_MODE", "BAD_QOS", "INVALID_ACTIVITY", "ACTIVITY_COMPLETED",
      "ACTIVITY_REQUIRED", "THREAD_CANCELLED"}},
    {"IOP",
     {"Codec", "CodecFactory", "ComponentId", "ENCODING_CDR_ENCAPS", "Encoding", "EncodingFormat", "ProfileId",
      "ServiceContext", "ServiceId", "TAG_INTERNET_IOP", "TaggedComponent"}},
    {"Messaging",
     {"ExceptionHolder", "RELATIVE_RT_TIMEOUT_POLICY_TYPE", "RelativeRoundtripTimeoutPolicy", "ReplyHandler",
      "SYNC_NONE", "SYNC_SCOPE_POLICY_TYPE", "SYNC_WITH_SERVER", "SYNC_WITH_TARGET", "SYNC_WITH_TRANSPORT", "SyncScope",
      "SyncScopePolicy"}},
    {"PortableServer",
     {"AdapterActivator", "Current", "ForwardRequest", "IdAssignmentPolicy", "IdAssignmentPolicyValue",
      "IdUniquenessPolicy", "IdUniquenessPolicyValue", "ImplicitActivationPolicy", "ImplicitActivationPolicyValue",
      "LifespanPolicy", "LifespanPolicyValue", "ObjectId", "POA", "POAList", "POAManager", "RequestProcessingPolicy",
      "RequestProcessingPolicyValue", "Servant", "ServantActivator", "ServantLocator", "ServantManager",
      "ServantRetentionPolicy", "ServantRetentionPolicyValue", "ThreadPolicy", "ThreadPolicyValue",
      "ID_ASSIGNMENT_POLICY_ID", "ID_UNIQUENESS_POLICY_ID", "IMPLICIT_ACTIVATION_POLICY_ID", "LIFESPAN_POLICY_ID",
      "REQUEST_PROCESSING_POLICY_ID", "SERVANT_RETENTION_POLICY_ID", "THREAD_POLICY_ID"}},
};

void append_main(Declarations& list, const Declarations& declarations) {
    for (const auto* each : declarations) {
        if (each->kind == Kind::module) {
            append_main(list, static_cast<const Module*>(each)->contents);
        } else if (each->in_main_file && !is_provided(*each)) {
            list.push_back(each);
        }
    }
}

void append_with_nested(Declarations& list, const Declarations& declarations) {
    for (const auto* each : declarations) {
        append_with_nested(list, contents(*each));
        list.push_back(each);
    }
}

/// How IDL of the scope `from` would name the declaration.
std::string idl_name(const Declaration& declaration, const Declaration* from) {
    const auto target = declaration.path();
    const auto scope = from ? from->path() : std::vector<std::string>{};
    std::size_t shared = 0;
    while (shared + 1 < target.size() && shared < scope.size() && target[shared] == scope[shared]) ++shared;
    return qualified({target.begin() + static_cast<std::ptrdiff_t>(shared), target.end()});
}

std::string_view idl_name(Primitive primitive) {
    switch (primitive) {
        case Primitive::void_: return "void";
        case Primitive::boolean: return "boolean";
        case Primitive::char_: return "char";
        case Primitive::wchar: return "wchar";
        case Primitive::octet: return "octet";
        case Primitive::int8: return "int8";
        case Primitive::short_: return "short";
        case Primitive::ushort: return "unsigned short";
        case Primitive::long_: return "long";
        case Primitive::ulong: return "unsigned long";
        case Primitive::longlong: return "long long";
        case Primitive::ulonglong: return "unsigned long long";
        case Primitive::float_: return "float";
        case Primitive::double_: return "double";
        case Primitive::longdouble: return "long double";
        case Primitive::any: return "any";
        case Primitive::object: return "Object";
        case Primitive::type_code: return "CORBA::TypeCode";
        case Primitive::value_base: return "ValueBase";
        case Primitive::abstract_base: return "CORBA::AbstractBase";
    }
    return {};
}

std::string bound_text(std::uint32_t bound) { return bound ? ", " + std::to_string(bound) : ""; }

std::string idl_type(TypeRef type, const Declaration* from) {
    return std::visit(overloaded{
        [](Primitive primitive) { return std::string{idl_name(primitive)}; },
        [](const StringType& string) {
            return std::string{string.wide ? "wstring" : "string"} +
                   (string.bound ? "<" + std::to_string(string.bound) + ">" : "");
        },
        [&](const SequenceType& each) {
            return "sequence<" + idl_type(each.element, from) + bound_text(each.bound) + ">";
        },
        [&](const MapType& map) {
            return "map<" + idl_type(map.key, from) + ", " + idl_type(map.value, from) + bound_text(map.bound) + ">";
        },
        [&](const OptionalType& optional) { return "@optional " + idl_type(optional.value, from); },
        [&](const ArrayType& array) { return idl_type(array.element, from); },
        [](const FixedType& fixed) {
            return "fixed<" + std::to_string(fixed.digits) + ", " + std::to_string(fixed.scale) + ">";
        },
        [&](const NamedType& named) { return idl_name(*named.declaration, from); },
    }, type->form());
}

std::string direction_text(Direction direction) {
    return direction == Direction::in ? "in " : direction == Direction::out ? "out " : "inout ";
}

std::string parameters_text(const std::vector<Parameter>& parameters, const Declaration* from) {
    std::vector<std::string> list;
    for (const auto& each : parameters)
        list.push_back(direction_text(each.direction) + idl_type(each.type, from) + " " + each.name);
    return "(" + joined(list) + ")";
}

std::string raises_text(std::string_view keyword, const std::vector<const Exception*>& raises,
                        const Declaration* from) {
    if (raises.empty()) return {};
    std::vector<std::string> names;
    for (const auto* each : raises) names.push_back(idl_name(*each, from));
    return " " + std::string{keyword} + " (" + joined(names) + ")";
}

std::string position(const Declaration& declaration, const Specification& specification) {
    const auto& location = declaration.location;
    return " (" + printable_name(specification.file(location)) + ":" + std::to_string(location.line) + ")";
}

}  // namespace

bool is_local(const Interface& interface) {
    return interface.is_local || std::ranges::any_of(interface.bases, [](const auto* base) {
        return is_provided_local(*base) || is_local(*base);
    });
}

bool is_provided(const Declaration& declaration) {
    const auto* module = declaration.scope;
    if (!module || module->kind != Kind::module) return false;
    if (module->scope) return is_provided(*module);  // module CORBA::ORB stands for the interface
    const auto found = provided.find(module->name);
    return found != provided.end() && found->second.contains(declaration.name);
}

bool is_provided_local(const Declaration& declaration) {
    return is_provided(declaration) && declaration.name != "ReplyHandler";
}

Declarations main_declarations(const Specification& specification) {
    Declarations list;
    append_main(list, specification.contents);
    return list;
}

Declarations all_main_declarations(const Specification& specification) {
    Declarations list;
    append_with_nested(list, main_declarations(specification));
    return list;
}

Place place_of(const Declaration& declaration) {
    return {declaration.scope ? Names::path(*declaration.scope) : Path{}};
}

Place place_inside(const Declaration& declaration) { return {Names::path(declaration)}; }

Path module_path(const Declaration& declaration) {
    const auto* module = declaration.scope;
    while (module && module->kind != Kind::module) module = module->scope;
    return module ? Names::path(*module) : Path{};
}

/// They hide nothing and nothing hides them: no declaration of the IDL has such a name.
Tables::Tables(const Specification& specification) {
    auto taken = Names::all(specification);
    for (const auto* each : all_main_declarations(specification)) {
        if (each->kind == Kind::forward) continue;
        auto path = Names::path(*each);
        path.erase(path.begin(), path.begin() + static_cast<std::ptrdiff_t>(module_path(*each).size()));
        const auto* what = each->kind == Kind::enumeration ? "_names" : "_members";
        auto name = unused(joined(path, "_") + what, taken);
        taken.insert(name);
        names_.emplace(each, std::move(name));
    }
}

void Namespaces::enter(const Path& path) {
    if (path == open_) return;
    out_.gap();
    if (!open_.empty()) {
        out_.line("}  // namespace " + qualified(open_));
        out_.gap();
    }
    if (!path.empty()) {
        out_.line("namespace " + qualified(path) + " {");
        out_.gap();
    }
    open_ = path;
}

void Namespaces::enter_module_of(const Declaration& declaration) { enter(module_path(declaration)); }

std::string idl_text(const Operation& operation, const Specification& specification) {
    std::string context;
    for (const auto& each : operation.context) context += (context.empty() ? "" : ", ") + string_literal(each);
    return (operation.is_oneway ? "oneway " : "") + idl_type(operation.result, operation.scope) + " " + operation.name +
           parameters_text(operation.parameters, operation.scope) +
           raises_text("raises", operation.raises, operation.scope) +
           (context.empty() ? "" : " context (" + context + ")") + position(operation, specification);
}

std::string idl_text(const Factory& factory, const Specification& specification) {
    return "factory " + factory.name + parameters_text(factory.parameters, factory.scope) +
           raises_text("raises", factory.raises, factory.scope) + position(factory, specification);
}

std::string idl_text(const Attribute& attribute, const Specification& specification) {
    const auto* get = attribute.is_readonly ? "raises" : "getraises";
    return (attribute.is_readonly ? "readonly attribute " : "attribute ") + idl_type(attribute.type, attribute.scope) +
           " " + attribute.name + raises_text(get, attribute.get_raises, attribute.scope) +
           raises_text("setraises", attribute.set_raises, attribute.scope) + position(attribute, specification);
}

std::string_view file_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

std::string printable_name(std::string_view path) {
    std::string name{file_name(path)};
    for (auto& letter : name)
        if (letter < ' ' || letter > '~' || letter == '\\' || letter == '?' || letter == '"') letter = '_';
    return name;
}

}  // namespace corbel::idl::cpp11
