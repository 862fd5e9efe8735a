// SPDX-License-Identifier: BSL-1.0
// Serves the objects of another server of everything.idl without a line of generated code: each request is taken by the
// DSI as the IDL, read at run time, says, passed on by the DII, and each value on the way is taken apart and put
// together again by DynAnys. usage: bridge REFERENCES REFERENCES_BEHIND IDL [-ORB options]
#include <corbel/corba.hpp>
#include <corbel/dii.hpp>
#include <corbel/dsi.hpp>
#include <corbel/dynamic_any.hpp>

#include "conformance/interop/checks.hpp"
#include "orb/idl_loader/load.hpp"

namespace {

using ObjectRef = IDL::traits<CORBA::Object>::ref_type;
using DynRef = IDL::traits<DynamicAny::DynAny>::ref_type;
using corbel::dynamic::Operation;

/// What all objects of the bridge use.
struct Bridge {
    IDL::traits<CORBA::ORB>::ref_type orb;
    IDL::traits<PortableServer::POA>::ref_type poa;
    IDL::traits<DynamicAny::DynAnyFactory>::ref_type factory;
    corbel::dynamic::Model model;

    ObjectRef serve(const ObjectRef& behind, const std::string& interface);
    CORBA::Any rebuilt(const CORBA::Any& any) const;
};

/// The same value in another DynAny, by the operations of its kind.
void rebuild(const DynRef& from, const DynRef& to) {
    using namespace DynamicAny;
    if (const auto all = IDL::traits<DynStruct>::narrow(from))
        return IDL::traits<DynStruct>::narrow(to)->set_members(all->get_members());
    if (const auto all = IDL::traits<DynSequence>::narrow(from))
        return IDL::traits<DynSequence>::narrow(to)->set_elements_as_dyn_any(all->get_elements_as_dyn_any());
    if (const auto all = IDL::traits<DynArray>::narrow(from))
        return IDL::traits<DynArray>::narrow(to)->set_elements(all->get_elements());
    if (const auto one = IDL::traits<DynEnum>::narrow(from))
        return IDL::traits<DynEnum>::narrow(to)->set_as_string(one->get_as_string());
    const auto choice = IDL::traits<DynUnion>::narrow(from);
    if (!choice) return to->assign(from);
    const auto copy = IDL::traits<DynUnion>::narrow(to);
    copy->set_discriminator(choice->get_discriminator());
    if (!choice->has_no_active_member()) rebuild(choice->member(), copy->member());
}

CORBA::Any Bridge::rebuilt(const CORBA::Any& any) const {
    const auto kind = any.type()->kind();
    if (kind == CORBA::TCKind::tk_void) return any;
    const auto taken = factory->create_dyn_any(any);
    const auto made = factory->create_dyn_any_from_type_code(any.type());
    rebuild(taken, made);
    if (!made->equal(taken)) throw CORBA::INTERNAL{1, CORBA::COMPLETED_YES, "a DynAny does not give what it was given"};
    return made->to_any();
}

class Object : public PortableServer::DynamicImplementation {
public:
    Object(Bridge& bridge, ObjectRef behind, std::string interface)
        : bridge_{bridge}, behind_{std::move(behind)}, interface_{std::move(interface)} {}

    std::string _primary_interface(const PortableServer::ObjectId&,
                                   IDL::traits<PortableServer::POA>::ref_type) const override {
        return interface_;
    }

    void invoke(IDL::traits<CORBA::ServerRequest>::ref_type request) override {
        const auto operation =
            bridge_.model.operation(*bridge_.model.interface(interface_), request->operation());
        if (!operation) throw CORBA::BAD_OPERATION{};
        IDL::traits<CORBA::NVList>::ref_type list;
        bridge_.orb->create_operation_list(*operation, list);
        request->arguments(list);
        rebuild_items(*shared_pointer(list), CORBA::ARG_IN);
        IDL::traits<CORBA::Request>::ref_type onward;
        behind_->_create_request(nullptr, operation->name, list, nullptr, onward, 0);
        if (operation->oneway) return pass_on(*shared_pointer(onward));
        for (const auto& each : operation->raises) onward->exceptions()->add(each);
        onward->set_return_type(operation->result);
        onward->invoke();
        rebuild_items(*shared_pointer(list), CORBA::ARG_OUT);
        request->set_result(result(*operation, bridge_.rebuilt(onward->return_value())));
    }

private:
    void pass_on(CORBA::Request& onward) {
        onward.send_oneway();
        if (onward.operation() == "shutdown") bridge_.orb->shutdown();
    }

    void rebuild_items(CORBA::NVList& list, CORBA::Flags direction) {
        for (std::uint32_t i = 0; i < list.count(); ++i)
            if (const auto item = list.item(i); item->flags() & direction)
                item->value() = bridge_.rebuilt(item->value());
    }

    /// The objects that do most of the work are the bridge's own.
    CORBA::Any result(const Operation& operation, CORBA::Any any) {
        for (const auto* name : {"_get_echo", "_get_inside", "_get_further"}) {
            if (operation.name != name) continue;
            const auto dyn = bridge_.factory->create_dyn_any(any);
            dyn->insert_reference(bridge_.serve(dyn->get_reference(), operation.result->id()));
            return dyn->to_any();
        }
        return any;
    }

    Bridge& bridge_;
    const ObjectRef behind_;
    const std::string interface_;
};

ObjectRef Bridge::serve(const ObjectRef& behind, const std::string& interface) {
    return poa->servant_to_reference(CORBA::make_reference<Object>(*this, behind, interface));
}

}  // namespace

int main(int argc, char** argv) try {
    auto orb = CORBA::ORB_init(argc, argv);
    if (argc != 4) throw std::runtime_error{"usage: bridge REFERENCES REFERENCES_BEHIND IDL"};
    Bridge bridge{orb, IDL::traits<PortableServer::POA>::narrow(orb->resolve_initial_references("RootPOA")),
                  IDL::traits<DynamicAny::DynAnyFactory>::narrow(orb->resolve_initial_references("DynAnyFactory")),
                  corbel::idl_loader::load(argv[3])};
    bridge.poa->the_POAManager()->activate();
    interop::References references;
    for (const auto& [name, url] : interop::read_references(argv[2])) {
        const auto behind = orb->string_to_object(url);
        const auto object = bridge.serve(behind, behind->_reference().ior().type_id);
        references[name] = orb->object_to_string(object);
    }
    interop::write_references(argv[1], references);
    orb->run();
    orb->destroy();
    return EXIT_SUCCESS;
} catch (const std::exception& error) {
    std::cerr << "bridge: " << error.what() << '\n';
    return EXIT_FAILURE;
}
