// SPDX-License-Identifier: BSL-1.0
#include "idlc/backend/cpp11/names.hpp"

#include <algorithm>
#include <array>

#include "idlc/backend/cpp11/printer.hpp"

namespace corbel::idl::cpp11 {
namespace {

/// The modules of the library that generated code names.
const std::set<std::string> library_modules{"CORBA", "IDL", "PortableServer"};

/// What no type, constant or module can be called: namespaces that generated code names, and names of the mapping.
const std::set<std::string> taken_by_mapping{"corbel", "obv", "std", "swap"};

/// Keywords, alternative tokens, integer types, and names that are macros of the compiler in its own dialect.
constexpr std::array reserved = std::to_array<std::string_view>({
    "alignas", "alignof", "and", "and_eq", "asm", "auto", "bitand", "bitor", "bool", "break", "case", "catch", "char",
    "char16_t", "char32_t", "char8_t", "class", "co_await", "co_return", "co_yield", "compl", "concept", "const",
    "const_cast", "consteval", "constexpr", "constinit", "continue", "decltype", "default", "delete", "do", "double",
    "dynamic_cast", "else", "enum", "errno", "explicit", "export", "extern", "false", "float", "for", "friend", "goto",
    "if", "inline", "int", "int16_t", "int32_t", "int64_t", "int8_t", "int_fast16_t", "int_fast32_t", "int_fast64_t",
    "int_fast8_t", "int_least16_t", "int_least32_t", "int_least64_t", "int_least8_t", "intmax_t", "intptr_t", "linux",
    "long", "mutable", "namespace", "new", "noexcept", "not", "not_eq", "nullptr", "operator", "or", "or_eq", "private",
    "protected", "public", "register", "reinterpret_cast", "requires", "return", "short", "signed", "sizeof", "static",
    "static_assert", "static_cast", "stderr", "stdin", "stdout", "struct", "switch", "template", "this",
    "thread_local", "throw", "true", "try", "typedef", "typeid", "typename", "uint16_t", "uint32_t", "uint64_t",
    "uint8_t", "uint_fast16_t", "uint_fast32_t", "uint_fast64_t", "uint_fast8_t", "uint_least16_t", "uint_least32_t",
    "uint_least64_t", "uint_least8_t", "uintmax_t", "uintptr_t", "union", "unix", "unsigned", "using", "virtual",
    "void", "volatile", "wchar_t", "what", "while", "xor", "xor_eq",
});
static_assert(std::ranges::is_sorted(reserved));

/// Macros that come with the standard headers that every generated file needs (glibc, libstdc++).
constexpr std::array macros = std::to_array<std::string_view>({
    "AIO_PRIO_DELTA_MAX", "ATOMIC_BOOL_LOCK_FREE", "ATOMIC_CHAR16_T_LOCK_FREE", "ATOMIC_CHAR32_T_LOCK_FREE",
    "ATOMIC_CHAR8_T_LOCK_FREE", "ATOMIC_CHAR_LOCK_FREE", "ATOMIC_FLAG_INIT", "ATOMIC_INT_LOCK_FREE",
    "ATOMIC_LLONG_LOCK_FREE", "ATOMIC_LONG_LOCK_FREE", "ATOMIC_POINTER_LOCK_FREE", "ATOMIC_SHORT_LOCK_FREE",
    "ATOMIC_WCHAR_T_LOCK_FREE", "BC_BASE_MAX", "BC_DIM_MAX", "BC_SCALE_MAX", "BC_STRING_MAX", "BIG_ENDIAN", "BOOL_MAX",
    "BUFSIZ", "BYTE_ORDER", "CHARCLASS_NAME_MAX", "CHAR_BIT", "CHAR_MAX", "CHAR_MIN", "CLOCKS_PER_SEC",
    "CLOCK_BOOTTIME", "CLOCK_BOOTTIME_ALARM", "CLOCK_MONOTONIC", "CLOCK_MONOTONIC_COARSE", "CLOCK_MONOTONIC_RAW",
    "CLOCK_PROCESS_CPUTIME_ID", "CLOCK_REALTIME", "CLOCK_REALTIME_ALARM", "CLOCK_REALTIME_COARSE", "CLOCK_TAI",
    "CLOCK_THREAD_CPUTIME_ID", "COLL_WEIGHTS_MAX", "CPU_SETSIZE", "CSIGNAL", "DELAYTIMER_MAX", "E2BIG", "EACCES",
    "EADDRINUSE", "EADDRNOTAVAIL", "EADV", "EAFNOSUPPORT", "EAGAIN", "EALREADY", "EBADE", "EBADF", "EBADFD", "EBADMSG",
    "EBADR", "EBADRQC", "EBADSLT", "EBFONT", "EBUSY", "ECANCELED", "ECHILD", "ECHRNG", "ECOMM", "ECONNABORTED",
    "ECONNREFUSED", "ECONNRESET", "EDEADLK", "EDEADLOCK", "EDESTADDRREQ", "EDOM", "EDOTDOT", "EDQUOT", "EEXIST",
    "EFAULT", "EFBIG", "EHOSTDOWN", "EHOSTUNREACH", "EHWPOISON", "EIDRM", "EILSEQ", "EINPROGRESS", "EINTR", "EINVAL",
    "EIO", "EISCONN", "EISDIR", "EISNAM", "EKEYEXPIRED", "EKEYREJECTED", "EKEYREVOKED", "EL2HLT", "EL2NSYNC", "EL3HLT",
    "EL3RST", "ELIBACC", "ELIBBAD", "ELIBEXEC", "ELIBMAX", "ELIBSCN", "ELNRNG", "ELOOP", "EMEDIUMTYPE", "EMFILE",
    "EMLINK", "EMSGSIZE", "EMULTIHOP", "ENAMETOOLONG", "ENAVAIL", "ENETDOWN", "ENETRESET", "ENETUNREACH", "ENFILE",
    "ENOANO", "ENOBUFS", "ENOCSI", "ENODATA", "ENODEV", "ENOENT", "ENOEXEC", "ENOKEY", "ENOLCK", "ENOLINK", "ENOMEDIUM",
    "ENOMEM", "ENOMSG", "ENONET", "ENOPKG", "ENOPROTOOPT", "ENOSPC", "ENOSR", "ENOSTR", "ENOSYS", "ENOTBLK", "ENOTCONN",
    "ENOTDIR", "ENOTEMPTY", "ENOTNAM", "ENOTRECOVERABLE", "ENOTSOCK", "ENOTSUP", "ENOTTY", "ENOTUNIQ", "ENXIO", "EOF",
    "EOPNOTSUPP", "EOVERFLOW", "EOWNERDEAD", "EPERM", "EPFNOSUPPORT", "EPIPE", "EPROTO", "EPROTONOSUPPORT",
    "EPROTOTYPE", "ERANGE", "EREMCHG", "EREMOTE", "EREMOTEIO", "ERESTART", "ERFKILL", "EROFS", "ESHUTDOWN",
    "ESOCKTNOSUPPORT", "ESPIPE", "ESRCH", "ESRMNT", "ESTALE", "ESTRPIPE", "ETIME", "ETIMEDOUT", "ETOOMANYREFS",
    "ETXTBSY", "EUCLEAN", "EUNATCH", "EUSERS", "EWOULDBLOCK", "EXDEV", "EXFULL", "EXIT_FAILURE", "EXIT_SUCCESS",
    "EXPR_NEST_MAX", "FD_SETSIZE", "FILENAME_MAX", "FOPEN_MAX", "F_LOCK", "F_OK", "F_TEST", "F_TLOCK", "F_ULOCK",
    "HOST_NAME_MAX", "INT16_MAX", "INT16_MIN", "INT32_MAX", "INT32_MIN", "INT64_MAX", "INT64_MIN", "INT8_MAX",
    "INT8_MIN", "INTMAX_MAX", "INTMAX_MIN", "INTPTR_MAX", "INTPTR_MIN", "INT_FAST16_MAX", "INT_FAST16_MIN",
    "INT_FAST32_MAX", "INT_FAST32_MIN", "INT_FAST64_MAX", "INT_FAST64_MIN", "INT_FAST8_MAX", "INT_FAST8_MIN",
    "INT_LEAST16_MAX", "INT_LEAST16_MIN", "INT_LEAST32_MAX", "INT_LEAST32_MIN", "INT_LEAST64_MAX", "INT_LEAST64_MIN",
    "INT_LEAST8_MAX", "INT_LEAST8_MIN", "INT_MAX", "INT_MIN", "IOV_MAX", "LC_ADDRESS", "LC_ALL", "LC_COLLATE",
    "LC_CTYPE", "LC_GLOBAL_LOCALE", "LC_IDENTIFICATION", "LC_MEASUREMENT", "LC_MESSAGES", "LC_MONETARY", "LC_NAME",
    "LC_NUMERIC", "LC_PAPER", "LC_TELEPHONE", "LC_TIME", "LINE_MAX", "LITTLE_ENDIAN", "LLONG_MAX", "LLONG_MIN",
    "LOGIN_NAME_MAX", "LONG_BIT", "LONG_LONG_MAX", "LONG_LONG_MIN", "LONG_MAX", "LONG_MIN", "L_INCR", "L_SET", "L_XTND",
    "L_ctermid", "L_cuserid", "L_tmpnam", "MAX_CANON", "MAX_INPUT", "MB_CUR_MAX", "MB_LEN_MAX", "MQ_PRIO_MAX",
    "NAME_MAX", "NFDBITS", "NGROUPS_MAX", "NL_ARGMAX", "NL_LANGMAX", "NL_MSGMAX", "NL_NMAX", "NL_SETMAX", "NL_TEXTMAX",
    "NULL", "NZERO", "PATH_MAX", "PDP_ENDIAN", "PIPE_BUF", "PTRDIFF_MAX", "PTRDIFF_MIN", "P_tmpdir", "RAND_MAX",
    "RE_DUP_MAX", "RTSIG_MAX", "R_OK", "SCHAR_MAX", "SCHAR_MIN", "SCHED_BATCH", "SCHED_DEADLINE", "SCHED_FIFO",
    "SCHED_IDLE", "SCHED_ISO", "SCHED_OTHER", "SCHED_RESET_ON_FORK", "SCHED_RR", "SEEK_CUR", "SEEK_DATA", "SEEK_END",
    "SEEK_HOLE", "SEEK_SET", "SEM_VALUE_MAX", "SHRT_MAX", "SHRT_MIN", "SIG_ATOMIC_MAX", "SIG_ATOMIC_MIN", "SIZE_MAX",
    "SSIZE_MAX", "STDERR_FILENO", "STDIN_FILENO", "STDOUT_FILENO", "TIMER_ABSTIME", "TIME_UTC", "TMP_MAX",
    "TTY_NAME_MAX", "UCHAR_MAX", "UINT16_MAX", "UINT32_MAX", "UINT64_MAX", "UINT8_MAX", "UINTMAX_MAX", "UINTPTR_MAX",
    "UINT_FAST16_MAX", "UINT_FAST32_MAX", "UINT_FAST64_MAX", "UINT_FAST8_MAX", "UINT_LEAST16_MAX", "UINT_LEAST32_MAX",
    "UINT_LEAST64_MAX", "UINT_LEAST8_MAX", "UINT_MAX", "ULLONG_MAX", "ULONG_LONG_MAX", "ULONG_MAX", "USHRT_MAX",
    "WCHAR_MAX", "WCHAR_MIN", "WCONTINUED", "WEOF", "WEXITED", "WINT_MAX", "WINT_MIN", "WNOHANG", "WNOWAIT", "WORD_BIT",
    "WSTOPPED", "WUNTRACED", "W_OK", "X_OK",
});
static_assert(std::ranges::is_sorted(macros));

/// Overloads of functions, or in a scope of their own.
bool is_member(const Declaration& declaration) {
    return declaration.kind == Kind::operation || declaration.kind == Kind::attribute ||
           declaration.kind == Kind::state_member || declaration.kind == Kind::factory ||
           declaration.kind == Kind::enumerator;
}

}  // namespace

std::string escaped(std::string_view identifier) {
    const bool is_taken =
        std::ranges::binary_search(reserved, identifier) || std::ranges::binary_search(macros, identifier);
    return (is_taken ? "_cxx_" : "") + std::string{identifier};
}

std::string escaped(const Declaration& declaration) {
    const auto& name = declaration.name;
    const bool is_skeletons = !declaration.scope && (name.starts_with("POA_") || name.starts_with("AMIC_"));
    const bool is_taken = is_skeletons || taken_by_mapping.contains(name);
    return is_taken && !is_member(declaration) ? "_cxx_" + name : escaped(std::string_view{name});
}

std::string escaped_flag(std::string_view identifier) {
    return identifier == "swap" ? "_cxx_swap" : escaped(identifier);
}

std::string unused(std::string wanted, const std::set<std::string>& taken) {
    while (taken.contains(wanted)) wanted += '_';
    return wanted;
}

std::string qualified(const Path& path) { return joined(path, "::"); }

const Declarations& contents(const Declaration& declaration) {
    static const Declarations none;
    return visit(declaration, overloaded{
        [](const Module& each) -> const Declarations& { return each.contents; },
        [](const Interface& each) -> const Declarations& { return each.contents; },
        [](const Structure& each) -> const Declarations& { return each.nested; },
        [](const Exception& each) -> const Declarations& { return each.nested; },
        [](const Union& each) -> const Declarations& { return each.nested; },
        [](const ValueType& each) -> const Declarations& { return each.contents; },
        [](const auto&) -> const Declarations& { return none; },
    });
}

Names::Names(const Specification& specification) {
    collect(specification.contents);
    for (const auto* each : stateful_) collect_factories(*each);
}

void Names::collect(const Declarations& declarations) {
    for (const auto* declaration : declarations) collect(*declaration);
}

void Names::collect(const Declaration& declaration) {
    if (declaration.kind == Kind::forward) return;
    auto scope = path(declaration);
    declare({scope.begin(), scope.end() - 1}, scope.back());
    if (!is_member(declaration)) {
        types_[{scope.begin(), scope.end() - 1}].insert(scope.back());
        types_[scope].insert(scope.back());
        all_types_.insert(scope.back());
    }
    if (declaration.kind == Kind::module || declaration.kind == Kind::interface) {
        const auto skeleton = skeleton_path(declaration);
        declare({skeleton.begin(), skeleton.end() - 1}, skeleton.back());
    }
    visit(declaration, overloaded{
        [&](const Interface& each) { collect(each); },
        [&](const ValueType& each) { collect(each); },
        [&](const Structure& each) {
            for (const auto& member : each.all_members()) declare(scope, escaped(member.name));
        },
        [&](const Bitmask& each) { for (const auto& flag : each.flags) declare(scope, escaped_flag(flag.name)); },
        [&](const Bitset& each) {
            if (each.base) inherit(scope, path(*each.base));
            for (const auto& field : each.fields) declare(scope, escaped(field.name));
        },
        [&](const Exception& each) { for (const auto& member : each.members) declare(scope, escaped(member.name)); },
        [&](const Union& each) { for (const auto& branch : each.cases) declare(scope, escaped(branch.member.name)); },
        [](const auto&) {},
    });
    collect(contents(declaration));
}

void Names::inherit(const Path& scope, const Path& base) {
    declared_[scope].merge(std::set{declared_[base]});
    types_[scope].merge(std::set{types_[base]});
    // A base's own name is a name in it too.
    if (Path{scope.begin(), scope.end() - 1} != Path{base.begin(), base.end() - 1}) declare(scope, base.back());
}

/// The class of its state stands in a namespace that has the names of these classes only.
void Names::collect(const ValueType& value) {
    const auto scope = path(value);
    declare(scope, "ValueBase");
    for (const auto* base : value.bases) inherit(scope, path(*base));
    for (const auto* base : value.supports) inherit(scope, path(*base));
    collect(value.contents);
    if (value.is_abstract) return;
    stateful_.push_back(&value);
    const auto state = obv_path(value);
    declare({scope.begin(), scope.end() - 1}, "obv");
    declare({state.begin(), state.end() - 1}, state.back());
    declare(state, state.back());
    inherit(state, scope);
    if (const auto* base = value.stateful_base()) inherit(state, obv_path(*base));
}

void Names::collect_factories(const ValueType& value) {
    const auto factory = factory_path(value);
    declare({factory.begin(), factory.end() - 1}, factory.back());
    for (const auto* name : {"create_for_unmarshal", "ValueFactoryBase"}) declare(factory, name);
    for (const auto* each : value.contents)
        if (each->kind == Kind::factory) declare(factory, escaped(*each));
}

/// A class finds the names of its bases, those of the library too; skeletons hold operations only.
void Names::collect(const Interface& interface) {
    const auto scope = path(interface);
    const auto skeleton = skeleton_path(interface);
    declare(skeleton, skeleton.back());
    for (const auto* name : {"Servant", "ServantBase"}) declare(skeleton, name);
    for (const auto* name : {"AbstractBase", "LocalObject", "Object"}) declare(scope, name);
    for (const auto* base : interface.bases) {
        inherit(scope, path(*base));
        declared_[skeleton].merge(std::set{declared_[skeleton_path(*base)]});
    }
    for (const auto* each : interface.contents)
        if (each->kind == Kind::operation || each->kind == Kind::attribute) declare(skeleton, escaped(*each));
    for (const auto* each : interface.contents) declare(scope, escaped(*each));
}

void Names::declare(const Path& scope, const std::string& name) { declared_[scope].insert(name); }

Path Names::path(const Declaration& declaration) {
    Path path;
    for (const auto* each = &declaration; each; each = each->scope) {
        path.insert(path.begin(), escaped(*each));
        if (each->kind == Kind::enumerator)
            path.insert(path.begin(), escaped(*static_cast<const Enumerator*>(each)->enumeration));
    }
    return path;
}

Path Names::obv_path(const ValueType& value) {
    auto result = path(value);
    result.insert(result.end() - 1, "obv");
    return result;
}

Path Names::factory_path(const ValueType& value) const {
    auto result = path(value);
    const auto beside = types_.find({result.begin(), result.end() - 1});
    result.back() = unused(value.name + "_init", beside == types_.end() ? std::set<std::string>{} : beside->second);
    return result;
}

std::string Names::obv_name(const ValueType& value, const Place& place) const {
    return shortest(obv_path(value), place);
}

Path Names::skeleton_path(const Declaration& declaration) { return prefixed_path("POA_", declaration); }

Path Names::asynchronous_path(const Declaration& declaration) { return prefixed_path("AMIC_", declaration); }

Path Names::prefixed_path(const std::string& prefix, const Declaration& declaration) {
    auto result = path(declaration);
    const auto* outermost = &declaration;
    while (outermost->scope) outermost = outermost->scope;
    result.front() = prefix + (declaration.scope ? escaped(std::string_view{outermost->name}) : declaration.name);
    return result;
}

void Names::derive(const Path& derived, const Path& base) {
    declare({derived.begin(), derived.end() - 1}, derived.back());
    inherit(derived, base);
}

bool Names::is_declared(const Path& scope, std::size_t depth, const std::string& name) const {
    const auto found = declared_.find({scope.begin(), scope.begin() + static_cast<std::ptrdiff_t>(depth)});
    return found != declared_.end() && found->second.contains(name);
}

std::string Names::ours(std::string wanted, const std::set<std::string>& taken) const {
    while (all_types_.contains(wanted)) wanted.insert(0, "the_");
    wanted = unused(std::move(wanted), taken);
    return all_types_.contains(wanted) ? ours(std::move(wanted), taken) : wanted;
}

std::string Names::parameter(std::string_view identifier, const Place& place) const {
    auto name = escaped(identifier);
    for (auto depth = place.scope.size() + 1; depth > 0; --depth) {
        const auto found =
            types_.find({place.scope.begin(), place.scope.begin() + static_cast<std::ptrdiff_t>(depth - 1)});
        if (found != types_.end() && found->second.contains(name)) return "the_" + name;
    }
    return name;
}

std::set<std::string> Names::shadowed_modules() const {
    std::set<std::string> found;
    for (const auto& module : library_modules)
        for (const auto& [scope, names] : declared_)
            if (!scope.empty() && names.contains(module)) found.insert(module);
    return found;
}

std::string Names::shortest(const Path& target, const Place& place) const {
    const auto limit = std::min(target.size() - 1, place.scope.size());
    std::size_t shared = 0;
    while (shared < limit && target[shared] == place.scope[shared]) ++shared;
    const auto& first = target[shared];
    bool found = !place.hidden.contains(first);
    for (auto depth = place.scope.size(); depth > shared; --depth)
        if (is_declared(place.scope, depth, first)) found = false;
    if (shared > 0 && library_modules.contains(first)) found = false;
    if (!found) return "::" + qualified(target);
    return qualified({target.begin() + static_cast<std::ptrdiff_t>(shared), target.end()});
}

std::string Names::rooted(const Declaration& declaration) { return "::" + qualified(path(declaration)); }

std::string Names::rooted_type_code(const Declaration& declaration) {
    auto target = path(declaration);
    target.back() = "_tc_" + declaration.name;
    return "::" + qualified(target);
}

std::set<std::string> Names::all(const Specification& specification) {
    std::set<std::string> found;
    for (const auto& [scope, names] : Names{specification}.declared_) found.insert(names.begin(), names.end());
    return found;
}

std::string Names::name(const Declaration& declaration, const Place& place) const {
    return shortest(path(declaration), place);
}

std::string Names::skeleton_name(const Declaration& declaration, const Place& place) const {
    return shortest(skeleton_path(declaration), place);
}

std::string Names::rooted(std::string_view name, const Place& place) const {
    const std::string first{name.substr(0, name.find("::"))};
    bool in_the_way = place.hidden.contains(first);
    for (auto depth = place.scope.size(); depth > 0; --depth)
        if (is_declared(place.scope, depth, first)) in_the_way = true;
    return (in_the_way ? "::" : "") + std::string{name};
}

std::string Names::type_code_name(const Declaration& declaration, const Place& place) const {
    auto target = path(declaration);
    target.back() = "_tc_" + declaration.name;
    // Beside what is in the way of the type stands its TypeCode.
    return name(declaration, place).starts_with("::") ? "::" + qualified(target) : shortest(target, place);
}

}  // namespace corbel::idl::cpp11
