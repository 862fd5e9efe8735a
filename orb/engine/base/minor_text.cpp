// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/base/minor_text.hpp"

#include <algorithm>
#include <utility>

#include "orb/engine/base/minor.hpp"

namespace corbel {
namespace {

constexpr std::uint32_t vendor_bits = 0xfffff000;
constexpr std::uint32_t omniorb = 0x41540000;

constexpr std::pair<std::uint32_t, const char*> vendors[] = {
    {minor::omg, "OMG"}, {minor::corbel, "Corbel"}, {omniorb, "omniORB"}, {0x54410000, "TAO"},
    {0x4a430000, "JacORB"}, {0x53550000, "JDK"}, {0x49540000, "Orbix"}};

struct Meaning {
    Error error;
    std::uint32_t minor;
    std::string_view text;
};

/// The OMG's codes (CORBA 2.6, table 4-3, and CORBA 3.0), those of omniORB 4.3 and before, and of Corbel's own those
/// that other ORBs pass on without their words.
constexpr Meaning meanings[] = {
    {Error::unknown, minor::omg | 1, "the servant raised a user exception that the operation does not list"},
    {Error::unknown, minor::omg | 2, "a system exception of another standard was raised"},
    {Error::unknown, omniorb | 98, "a servant in Python threw an exception"},
    {Error::unknown, omniorb | 123, "a thread of omniORB threw an exception"},
    {Error::bad_param, minor::omg | 1, "a value factory could not be registered, looked up or used"},
    {Error::bad_param, minor::omg | 6, "a value does not support the abstract interface it is sent as"},
    {Error::bad_param, minor::omg | 7, "string_to_object: unknown scheme"},
    {Error::bad_param, minor::omg | 8, "string_to_object: bad address"},
    {Error::bad_param, minor::omg | 9, "string_to_object: malformed after the scheme"},
    {Error::bad_param, minor::omg | 10, "string_to_object: the URL cannot be followed"},
    {Error::bad_param, minor::omg | 13, "the TypeCode is incomplete"},
    {Error::bad_param, minor::omg | 14, "the POA did not assign this object id"},
    {Error::bad_param, minor::omg | 15, "not a name that IDL could give a type"},
    {Error::bad_param, minor::omg | 16, "not a repository id"},
    {Error::bad_param, minor::omg | 17, "not a name that a member could have here"},
    {Error::bad_param, minor::omg | 18, "a label stands twice in the union"},
    {Error::bad_param, minor::omg | 19, "a label is not of the discriminator's type"},
    {Error::bad_param, minor::omg | 20, "no union can have such a discriminator"},
    {Error::bad_param, minor::omg | 21, "the any holds no exception"},
    {Error::bad_param, minor::omg | 22, "a user exception that the operation does not list"},
    {Error::bad_param, minor::omg | 25, "a value of an enum is out of range"},
    {Error::bad_param, minor::omg | 27, "a nil reference was registered as an initial reference"},
    {Error::bad_param, minor::omg | 30, "two policies are of one type"},
    {Error::bad_param, omniorb | 21, "an index is beyond the end"},
    {Error::bad_param, omniorb | 27, "the discriminator of a union is out of range"},
    {Error::bad_param, omniorb | 29, "a negative or impossible initial size"},
    {Error::bad_param, omniorb | 35, "the servant is nil or cannot be used"},
    {Error::bad_param, omniorb | 37, "a pseudo-object where an object is expected"},
    {Error::bad_param, omniorb | 43, "the reference is not valid"},
    {Error::bad_param, omniorb | 46, "a wide character above 0xffff"},
    {Error::bad_param, omniorb | 49, "an invariant of omniORB does not hold"},
    {Error::bad_param, omniorb | 57, "a null pointer where a string is expected"},
    {Error::bad_param, omniorb | 59, "a POA cannot have that name"},
    {Error::bad_param, omniorb | 60, "a local object is expected"},
    {Error::bad_param, omniorb | 61, "the POA cannot have assigned this object id"},
    {Error::bad_param, omniorb | 64, "the list of arguments is not valid"},
    {Error::bad_param, omniorb | 70, "the TypeCode is not valid"},
    {Error::bad_param, omniorb | 72, "the any of a context holds no string"},
    {Error::bad_param, omniorb | 73, "the pattern of context names is empty"},
    {Error::bad_param, omniorb | 74, "not a name of a context property"},
    {Error::bad_param, omniorb | 77, "the context is not valid"},
    {Error::bad_param, omniorb | 78, "the DynAny is not valid"},
    {Error::bad_param, omniorb | 80, "the exception is not valid"},
    {Error::bad_param, omniorb | 81, "the list of exceptions is not valid"},
    {Error::bad_param, omniorb | 82, "the environment is not valid"},
    {Error::bad_param, omniorb | 83, "the any is not valid"},
    {Error::bad_param, omniorb | 84, "the named value is not valid"},
    {Error::bad_param, omniorb | 85, "the dynamic request is not valid"},
    {Error::bad_param, omniorb | 87, "the list of contexts is not valid"},
    {Error::bad_param, omniorb | 88, "a Python object of another type than the IDL says"},
    {Error::bad_param, omniorb | 92, "a Python object lacks a member of its IDL type"},
    {Error::bad_param, omniorb | 95, "a number of Python is out of the range of its IDL type"},
    {Error::bad_param, omniorb | 96, "a Python string has a NUL inside"},
    {Error::bad_param, omniorb | 100, "a string is longer than its bound"},
    {Error::bad_param, omniorb | 101, "a sequence is longer than its bound"},
    {Error::bad_param, omniorb | 107, "another member of the union is selected"},
    {Error::bad_param, omniorb | 109, "no fixed-point type can have such digits or scale"},
    {Error::bad_param, omniorb | 115, "an abstract value cannot be sent"},
    {Error::bad_param, omniorb | 127, "the poller is of another type"},
    {Error::bad_param, omniorb | 131,
     "a time limit for the thread was set where there is no current thread of the ORB"},
    {Error::imp_limit, minor::omg | 1, "the reference has no profile that can be used"},
    {Error::comm_failure, omniorb | 3, "the connection broke while arguments were sent"},
    {Error::comm_failure, omniorb | 4, "the connection broke while arguments were received"},
    {Error::comm_failure, omniorb | 5, "the connection broke while results were sent"},
    {Error::comm_failure, omniorb | 6, "the connection broke while results were received"},
    {Error::comm_failure, omniorb | 7, "the connection broke while the answer was awaited"},
    {Error::inv_objref, minor::omg | 1, "the object's ORB does not support wide characters"},
    {Error::inv_objref, minor::omg | 2, "the reference does not say which code sets it takes for wide characters"},
    {Error::inv_objref, omniorb | 23, "a pseudo-object cannot be called over the network"},
    {Error::inv_objref, omniorb | 48, "an operation was called on a nil reference"},
    {Error::inv_objref, omniorb | 54, "the reference is damaged"},
    {Error::inv_objref, omniorb | 55, "the object is of another interface than the reference says"},
    {Error::inv_objref, omniorb | 104, "Python does not know the type of the pseudo-object"},
    {Error::inv_objref, omniorb | 117, "the servant that a local reference led to was deactivated"},
    {Error::inv_objref, omniorb | 125, "the reply handler is of another type"},
    {Error::inv_objref, omniorb | 129, "the pseudo-object is not valid"},
    {Error::inv_objref, omniorb | 130, "the reference is of a GIOP version that cannot do this"},
    {Error::marshal, minor::omg | 1, "there is no factory for the valuetype"},
    {Error::marshal, minor::omg | 3, "the list of arguments does not describe all that the client has sent"},
    {Error::marshal, minor::omg | 4, "a local object cannot be sent"},
    {Error::marshal, minor::omg | 5, "wide characters in a request of GIOP 1.0"},
    {Error::marshal, minor::omg | 6, "wide characters in a reply of GIOP 1.0"},
    {Error::marshal, omniorb | 9, "a length is out of range"},
    {Error::marshal, omniorb | 10, "the message ends too early: client and server were built from different IDL"},
    {Error::marshal, omniorb | 11, "the message is over the client's limit, giopMaxMsgSize"},
    {Error::marshal, omniorb | 12, "the message is over the server's limit, giopMaxMsgSize"},
    {Error::marshal, omniorb | 18, "a sequence is longer than its bound"},
    {Error::marshal, omniorb | 19, "a string is longer than its bound"},
    {Error::marshal, omniorb | 20, "a wide string is longer than its bound"},
    {Error::marshal, omniorb | 22, "a string does not end with NUL"},
    {Error::marshal, omniorb | 26, "a value of an enum is out of range"},
    {Error::marshal, omniorb | 28, "a buffer can be read only"},
    {Error::marshal, omniorb | 42, "a fixed-point number with wrong digits"},
    {Error::marshal, omniorb | 47, "a wide character of an impossible size"},
    {Error::marshal, omniorb | 52, "a reference that cannot be read"},
    {Error::marshal, omniorb | 67, "a dynamic servant did not pass on the exception of its arguments"},
    {Error::marshal, omniorb | 69, "the message is over the limit, giopMaxMsgSize"},
    {Error::marshal, omniorb | 79, "a context that cannot be read"},
    {Error::marshal, omniorb | 90, "an indirection leads nowhere"},
    {Error::marshal, omniorb | 91, "a TypeCode of unknown kind"},
    {Error::marshal, omniorb | 93, "bytes follow the last argument: client and server were built from different IDL"},
    {Error::marshal, omniorb | 110, "no memory for the message that was written"},
    {Error::marshal, omniorb | 111, "a value with wrong chunks"},
    {Error::marshal, omniorb | 112, "a value with a wrong tag"},
    {Error::marshal, omniorb | 113, "a value without a repository id"},
    {Error::marshal, omniorb | 114, "the type of a value is no valuetype"},
    {Error::marshal, omniorb | 128, "a compressed message that cannot be read"},
    {Error::initialize, omniorb | 13, "an endpoint cannot be opened"},
    {Error::initialize, omniorb | 30, "an argument of ORB_init is wrong"},
    {Error::initialize, omniorb | 31, "the BOA cannot be initialised"},
    {Error::initialize, omniorb | 32, "the POA cannot be initialised"},
    {Error::initialize, omniorb | 44, "the ORB cannot be initialised"},
    {Error::initialize, omniorb | 45, "a library cannot be loaded"},
    {Error::initialize, omniorb | 50, "an error in the configuration file"},
    {Error::initialize, omniorb | 56, "the thread is not one of omniORB"},
    {Error::initialize, omniorb | 118, "the log file cannot be opened"},
    {Error::initialize, omniorb | 119, "the endpoints cannot be published"},
    {Error::no_implement, minor::omg | 1, "there is no implementation of the valuetype"},
    {Error::no_implement, minor::omg | 3, "the reference has no profile that can be used"},
    {Error::no_implement, minor::omg | 4, "a dynamic request to a local object"},
    {Error::no_implement, minor::omg | 8, "a local object does not have this operation"},
    {Error::no_implement, omniorb | 36, "not implemented by the server's ORB"},
    {Error::no_implement, omniorb | 99, "a servant in Python lacks the method"},
    {Error::bad_typecode, minor::omg | 1, "a TypeCode is incomplete"},
    {Error::bad_typecode, minor::omg | 2, "a TypeCode cannot be a member of another"},
    {Error::bad_typecode, omniorb | 71, "a TypeCode is nil"},
    {Error::bad_typecode, omniorb | 89, "the TypeCode has no such property"},
    {Error::bad_typecode, omniorb | 94, "a TypeCode of unknown kind"},
    {Error::bad_typecode, omniorb | 105, "a recursive TypeCode is not complete"},
    {Error::bad_typecode, omniorb | 108, "an indirection in a TypeCode leads nowhere"},
    {Error::bad_typecode, omniorb | 116, "the types are not equivalent"},
    {Error::bad_operation, omniorb | 38, "the interface of the object has no such operation"},
    {Error::bad_operation, omniorb | 126, "another operation than the poller was made for"},
    {Error::no_resources, omniorb | 25, "the code set is not supported"},
    {Error::no_resources, omniorb | 51, "an initial reference was not found"},
    {Error::no_resources, omniorb | 122, "no thread could be started"},
    {Error::bad_inv_order, minor::omg | 3, "it would wait for its own end"},
    {Error::bad_inv_order, minor::omg | 4, "the ORB has been shut down"},
    {Error::bad_inv_order, minor::omg | 5, "a dynamic request was used twice"},
    {Error::bad_inv_order, minor::omg | 6, "the servant manager is set already"},
    {Error::bad_inv_order, minor::omg | 7, "arguments are asked for once, before an exception is set"},
    {Error::bad_inv_order, minor::omg | 8, "the context is asked for once, between arguments and result"},
    {Error::bad_inv_order, minor::omg | 9, "the result is set once, after the arguments were asked for"},
    {Error::bad_inv_order, minor::omg | 10, "the dynamic request has been sent already"},
    {Error::bad_inv_order, minor::omg | 11, "the dynamic request has not been sent yet"},
    {Error::bad_inv_order, minor::omg | 12, "the result of the dynamic request has been retrieved already"},
    {Error::bad_inv_order, minor::omg | 13, "the dynamic request is synchronous: it has nothing to be polled for"},
    {Error::bad_inv_order, minor::omg | 14, "not available at this interception point"},
    {Error::bad_inv_order, minor::omg | 15, "a service context of that id is there already"},
    {Error::bad_inv_order, minor::omg | 16, "a policy factory for the type is registered already"},
    {Error::bad_inv_order, omniorb | 24, "the code sets of the connection are not agreed on yet"},
    {Error::bad_inv_order, omniorb | 65, "a dynamic servant did not ask for the arguments"},
    {Error::bad_inv_order, omniorb | 66, "a dynamic servant broke the order of its calls"},
    {Error::bad_inv_order, omniorb | 86, "the dynamic request is changed after it was sent"},
    {Error::bad_inv_order, omniorb | 103, "the DynAny has no value yet"},
    {Error::bad_inv_order, omniorb | 120, "the ORB has not been initialised"},
    {Error::transient, minor::omg | 1, "the server cannot take the request at the moment"},
    {Error::transient, minor::omg | 2, "no profile of the reference can be used"},
    {Error::transient, minor::omg | 3, "the request was cancelled"},
    {Error::transient, minor::omg | 4, "the object's POA was being destroyed"},
    {Error::transient, minor::no_thread_free, "no thread of the server was free"},
    {Error::transient, omniorb | 1, "the place the object was forwarded to does not answer"},
    {Error::transient, omniorb | 2, "no connection to the server could be made"},
    {Error::transient, omniorb | 8, "the call has timed out"},
    {Error::transient, omniorb | 14, "the client's bidirectional connection is gone"},
    {Error::transient, omniorb | 16, "a bidirectional connection was used before there was a POA"},
    {Error::transient, omniorb | 17, "the connection was closed before the request was executed"},
    {Error::transient, omniorb | 62, "the object was deactivated while its POAManager held the request"},
    {Error::transient, omniorb | 106, "an exception of Python within the ORB"},
    {Error::obj_adapter, minor::omg | 1, "an adapter activator failed, or the POAManager is inactive"},
    {Error::obj_adapter, minor::omg | 2, "a servant manager gave no usable servant"},
    {Error::obj_adapter, minor::omg | 3, "the POA has no default servant"},
    {Error::obj_adapter, minor::omg | 4, "the POA has no servant manager of the right kind"},
    {Error::obj_adapter, minor::omg | 5, "incarnate broke a policy of the POA"},
    {Error::obj_adapter, minor::omg | 7, "a servant manager returned no servant"},
    {Error::obj_adapter, omniorb | 15, "a POA does not allow bidirectional connections"},
    {Error::obj_adapter, omniorb | 33, "the BOA has not been initialised"},
    {Error::obj_adapter, omniorb | 53, "the POA has not been initialised"},
    {Error::obj_adapter, omniorb | 63, "the servant is active already"},
    {Error::obj_adapter, omniorb | 97, "the servant is not of the interface"},
    {Error::data_conversion, minor::omg | 1, "a character is not in the code set of the connection"},
    {Error::data_conversion, omniorb | 40, "a number is out of range"},
    {Error::data_conversion, omniorb | 41, "characters that are not of the code set"},
    {Error::object_not_exist, minor::omg | 1, "no object has the key of the reference"},
    {Error::object_not_exist, minor::omg | 2, "the object's POA does not exist"},
    {Error::object_not_exist, omniorb | 34, "the server has not initialised its BOA"},
    {Error::object_not_exist, omniorb | 58, "the server has not initialised its POA"},
    {Error::object_not_exist, omniorb | 102, "the DynAny was destroyed"},
    {Error::inv_policy, minor::omg | 1, "the object cannot be called under the policies set"},
    {Error::inv_policy, minor::omg | 2, "such a policy cannot be set here"},
    {Error::inv_policy, minor::omg | 3, "no policy of that type can be made"},
    {Error::intf_repos, minor::omg | 1, "there is no interface repository"},
    {Error::intf_repos, omniorb | 39, "there is no interface repository"},
    {Error::intf_repos, omniorb | 68, "the interface repository does not know the interface"},
    {Error::no_memory, omniorb | 121, "the server has no memory left"},
    {Error::bad_context, omniorb | 75, "no property of the context matches"},
    {Error::bad_context, omniorb | 76, "the context has no such scope"},
    {Error::timeout, omniorb | 8, "the call has timed out at the client"},
    {Error::timeout, omniorb | 124, "the call has timed out at the server"},
};

}  // namespace

std::string minor_in_words(std::uint32_t minor) {
    for (const auto& [id, name] : vendors)
        if ((minor & vendor_bits) == id) return std::string{name} + " minor " + std::to_string(minor & ~vendor_bits);
    return "minor " + std::to_string(minor);
}

std::string_view meaning_of(Error error, std::uint32_t minor) noexcept {
    const auto at = std::find_if(std::begin(meanings), std::end(meanings),
                                 [&](const auto& each) { return each.error == error && each.minor == minor; });
    return at == std::end(meanings) ? std::string_view{} : at->text;
}

std::string_view hint_for(Error error, std::uint32_t minor) noexcept {
    switch (error) {
        case Error::transient:
            if (minor == minor::cannot_connect || minor == (omniorb | 2))
                return "is the server running, and is the address of the reference reachable from here?";
            if (minor == minor::cannot_resolve)
                return "publish an address that clients can resolve: -ORBendPointPublish at the server";
            break;
        case Error::object_not_exist:
            return "the reference may be of an earlier run of the server: get a new one, or use a persistent POA";
        case Error::timeout:
            return "-ORBclientCallTimeOutPeriod sets how long a call may take";
        case Error::inv_objref:
            return "check references for nil before calling";
        case Error::marshal:
            if (minor == minor::message_over_limit || minor == (omniorb | 11) || minor == (omniorb | 12) ||
                minor == (omniorb | 69))
                return "-ORBgiopMaxMsgSize raises the limit";
            if (minor == minor::trailing_bytes || minor == (omniorb | 10) || minor == (omniorb | 93))
                return "build client and server from the same IDL";
            break;
        case Error::bad_operation:
            return "build client and server from the same IDL";
        default: break;
    }
    return {};
}

std::string in_words(Error error, std::uint32_t minor, Completion completed, std::string_view text) {
    constexpr const char* completions[] = {"COMPLETED_YES", "COMPLETED_NO", "COMPLETED_MAYBE"};
    const auto name = name_of(error);
    if (text.starts_with(name) && text.substr(name.size()).starts_with(", ")) text.remove_prefix(name.size() + 2);
    std::string words{name};
    if (!text.empty() && text != name) (words += ": ") += text;
    (words += " (") += minor_in_words(minor);
    if (const auto meaning = meaning_of(error, minor); !meaning.empty()) (words += ": ") += meaning;
    const auto status = static_cast<std::uint32_t>(completed);
    ((words += ", ") += status < std::size(completions) ? completions[status] : "unknown completion") += ")";
    if (const auto hint = hint_for(error, minor); !hint.empty()) (words += "; ") += hint;
    return words;
}

std::string in_words(const SystemError& error) {
    return in_words(error.error(), error.minor(), error.completed(), error.text());
}

}  // namespace corbel
