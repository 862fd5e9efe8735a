// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "orb/engine/base/shared_ptr.hpp"
#include "orb/mapping/cpp11/exceptions.hpp"
#include "orb/mapping/cpp11/object.hpp"

namespace corbel::core {
class Orb;
}
namespace corbel {
struct StructMember;
struct UnionMember;
struct ValueMember;
namespace dynamic {
struct Operation;
}
}  // namespace corbel
namespace corbel::types {
enum class ValueModifier : std::int16_t;
}
namespace PortableInterceptor {
class Registry;
class PolicyFactory;
}

namespace CORBA {

class Any;
class ValueFactoryBase;
class typecode_reference;
using ValueFactory = corbel::object_reference<ValueFactoryBase>;

/// The ORB (CORBA 2.6, 4.2). A reference to it keeps it in memory, not at work: call destroy() before the program ends.
class ORB final : public virtual LocalObject {
public:
    using ObjectId = std::string;
    using ObjectIdList = std::vector<std::string>;

    /// No initial reference of that name.
    class InvalidName final : public UserException {
    public:
        static constexpr const char* _repository_id = "IDL:omg.org/CORBA/ORB/InvalidName:1.0";

        explicit InvalidName(std::string reason = {}) : reason_{std::move(reason)} {}
        const char* what() const noexcept override { return reason_.empty() ? _repository_id : reason_.c_str(); }
        const char* _rep_id() const noexcept override { return _repository_id; }
        const char* _name() const noexcept override { return "InvalidName"; }
        [[noreturn]] void _raise() const override { throw *this; }
        void _encode(corbel::cdr::Writer&) const override {}

    private:
        std::string reason_;
    };

    explicit ORB(std::shared_ptr<corbel::core::Orb> orb);
    ~ORB() override;

    std::string id() const;

    std::string object_to_string(IDL::traits<Object>::ref_type object);

    /// IOR:, corbaloc:, corbaname:, file: or the path of a file that holds one of these. BAD_PARAM with a text that
    /// shows what is wrong, or what following a corbaname brought.
    IDL::traits<Object>::ref_type string_to_object(const std::string& url);

    /// RootPOA, POACurrent, PICurrent, CodecFactory, DynAnyFactory, ORBPolicyManager, PolicyCurrent, NameService (by
    /// default corbaloc::127.0.0.1:2809/NameService), and what -ORBInitRef, -ORBDefaultInitRef and
    /// register_initial_reference say.
    IDL::traits<Object>::ref_type resolve_initial_references(const std::string& name);
    void register_initial_reference(const std::string& name, IDL::traits<Object>::ref_type object);
    ObjectIdList list_initial_services() const;

    /// Who makes the values of a type when they are received (CORBA 2.6, 4.2.4 and 5.4): for the types that have
    /// operations; the others need none. Gives the factory that was registered for the id before, or nil. BAD_PARAM
    /// minor 1 for a nil factory or an empty id.
    ValueFactory register_value_factory(const std::string& id, ValueFactory factory);
    /// BAD_PARAM minor 1 if none is registered.
    void unregister_value_factory(const std::string& id);
    /// Nil if none is registered.
    ValueFactory lookup_value_factory(const std::string& id);

    /// A policy of calls (module Messaging), or one of a type that a PolicyFactory is registered for; PolicyError for
    /// other types and for values that are not of the type. Those of POAs are made by the POA.
    corbel::object_reference<Policy> create_policy(std::uint32_t type, const Any& value);

    /// TypeCodes made at run time (CORBA 2.6, 10.7.3); include <corbel/type_members.hpp>. BAD_PARAM minor 15 to 20 and
    /// BAD_TYPECODE minor 2 with a text that names the part that is not of IDL. An octet 0 as the label of a union's
    /// member marks the default.
    typecode_reference create_struct_tc(const std::string& id, const std::string& name,
                                        const std::vector<corbel::StructMember>& members);
    typecode_reference create_exception_tc(const std::string& id, const std::string& name,
                                           const std::vector<corbel::StructMember>& members);
    typecode_reference create_union_tc(const std::string& id, const std::string& name,
                                       typecode_reference discriminator_type,
                                       const std::vector<corbel::UnionMember>& members);
    /// The same with the members that an interface repository has: CORBA::StructMember and so on of its IDL.
    template <class Member>
    typecode_reference create_struct_tc(const std::string& id, const std::string& name,
                                        const std::vector<Member>& members);
    template <class Member>
    typecode_reference create_exception_tc(const std::string& id, const std::string& name,
                                           const std::vector<Member>& members);
    template <class Member>
    typecode_reference create_union_tc(const std::string& id, const std::string& name,
                                       typecode_reference discriminator_type, const std::vector<Member>& members);
    template <class Member>
    typecode_reference create_value_tc(const std::string& id, const std::string& name,
                                       corbel::types::ValueModifier type_modifier, typecode_reference concrete_base,
                                       const std::vector<Member>& members);
    typecode_reference create_enum_tc(const std::string& id, const std::string& name,
                                      const std::vector<std::string>& members);
    typecode_reference create_alias_tc(const std::string& id, const std::string& name,
                                       typecode_reference original_type);
    typecode_reference create_interface_tc(const std::string& id, const std::string& name);
    typecode_reference create_abstract_interface_tc(const std::string& id, const std::string& name);
    typecode_reference create_local_interface_tc(const std::string& id, const std::string& name);
    typecode_reference create_native_tc(const std::string& id, const std::string& name);
    typecode_reference create_string_tc(std::uint32_t bound);
    typecode_reference create_wstring_tc(std::uint32_t bound);
    typecode_reference create_fixed_tc(std::uint16_t digits, std::int16_t scale);
    typecode_reference create_sequence_tc(std::uint32_t bound, typecode_reference element_type);
    typecode_reference create_array_tc(std::uint32_t length, typecode_reference element_type);
    typecode_reference create_value_tc(const std::string& id, const std::string& name,
                                       corbel::types::ValueModifier type_modifier, typecode_reference concrete_base,
                                       const std::vector<corbel::ValueMember>& members);
    typecode_reference create_value_box_tc(const std::string& id, const std::string& name,
                                           typecode_reference boxed_type);
    /// Stands for the struct, union, exception, valuetype or value box of this id around it. What is made with it knows
    /// the whole; the placeholder itself stays one, of which nothing but kind() and id() can be asked.
    typecode_reference create_recursive_tc(const std::string& id);

    // Requests made at run time (CORBA 2.6, chapter 7); include <corbel/dii.hpp>.

    /// `count` items without names and values. BAD_PARAM for a negative count.
    void create_list(std::int32_t count, corbel::object_reference<NVList>& new_list);
    /// The parameters of an operation that was read from IDL (orb/idl_loader), with their names and types.
    void create_operation_list(const corbel::dynamic::Operation& operation, corbel::object_reference<NVList>& new_list);
    /// The same of an interface repository's OperationDef (its ir.hpp), which is asked for them.
    template <class Definition>
    void create_operation_list(const corbel::object_reference<Definition>& operation,
                               corbel::object_reference<NVList>& new_list);
    void create_named_value(corbel::object_reference<NamedValue>& new_value);
    void create_exception_list(corbel::object_reference<ExceptionList>& new_list);
    void create_context_list(corbel::object_reference<ContextList>& new_list);
    void get_default_context(corbel::object_reference<Context>& context);

    void send_multiple_requests_oneway(const std::vector<corbel::object_reference<Request>>& requests);
    /// The ORB keeps the requests until their answers are taken, by get_next_response() or Request::get_response(), or
    /// until it is destroyed.
    void send_multiple_requests_deferred(const std::vector<corbel::object_reference<Request>>& requests);
    /// Whether get_next_response() would return at once.
    bool poll_next_response();
    /// Waits for the answer to any of them. What the answer raises is thrown; `request` is unchanged then.
    /// BAD_INV_ORDER minor 11 if none is under way.
    void get_next_response(corbel::object_reference<Request>& request);

    /// Corbel's addition: makes `object` reachable as corbaloc::host:port/key at each endpoint of this ORB.
    void register_object_key(const std::string& key, IDL::traits<Object>::ref_type object);

    /// Corbel's addition: "127.0.0.1:2809" for each endpoint, as references carry it. Opens the endpoints: INITIALIZE
    /// with a text that names the one that cannot be opened.
    std::vector<std::string> endpoints() const;

    /// Serves until shutdown(). May be called by several threads, or by none: requests are served on the ORB's own.
    /// With the setting maxServerThreadPoolSize 0 the ORB has none, and serves in run() and perform_work() alone.
    void run();
    bool work_pending() const;
    void perform_work();
    /// Corbel's addition, for an ORB without threads in a program with a loop of its own: readable while there is work
    /// for perform_work().
    int work_descriptor();

    /// Ends run(). With `wait_for_completion` returns when the last request has been answered; BAD_INV_ORDER from
    /// within a request, whose own end it would wait for.
    void shutdown(bool wait_for_completion = false);

    /// shutdown(true) and the end of this ORB: calls through it fail with BAD_INV_ORDER from then on.
    void destroy();

    const std::shared_ptr<corbel::core::Orb>& _engine() const noexcept { return orb_; }
    /// Nil if none is registered for the type.
    corbel::object_reference<PortableInterceptor::PolicyFactory> _policy_factory(std::uint32_t type) const;
    void _intercept(std::shared_ptr<PortableInterceptor::Registry> registry);

private:
    struct Parts;

    std::shared_ptr<corbel::core::Orb> orb_;
    const std::unique_ptr<Parts> parts_;
};

/// Creates an ORB, or gives the one that was created with the same id (of -ORBid or `orb_id`) and not destroyed yet.
/// Takes its options (-ORB...) out of the command line. BAD_PARAM for an -ORB option that is unknown or wrong.
IDL::traits<ORB>::ref_type ORB_init(int& argc, char* argv[], const std::string& orb_id = {});

/// Corbel's addition: with settings of the program's own, as {"clientCallTimeOutPeriod", "5000"}. The command line, the
/// environment and the file of settings come before them.
IDL::traits<ORB>::ref_type ORB_init(int& argc, char* argv[], const std::string& orb_id,
                                    const std::vector<std::pair<std::string, std::string>>& settings);

}  // namespace CORBA

namespace corbel {

/// Takes the options of the ORB (-ORBname value) out of a command line,
/// for programs whose own parser does not know them.
std::vector<std::string> take_orb_options(std::vector<std::string>& arguments);

}  // namespace corbel
