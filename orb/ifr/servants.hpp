// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <map>

#include "ir_skel.hpp"
#include "orb/ifr/directory.hpp"

namespace corbel::ifr {

class Part;

/// The servant of all objects of the repository: hands each request to the servant of its object's kind, one request at
/// a time.
class Repository final : public PortableServer::ServantBase {
public:
    explicit Repository(Directory& directory);

    /// Those of the object that is called; outside of a call those of CORBA::IRObject.
    std::string_view repository_id() const override;
    bool is_a(std::string_view id) const override;
    /// None: which operations it has depends on the object.
    std::vector<Facet> _facets() override { return {}; }

protected:
    bool _dispatch(ServerCall& call) override;

private:
    template <class T>
    void serve(CORBA::DefinitionKind kind);
    Part& called() const;

    Directory& directory_;
    std::map<CORBA::DefinitionKind, std::shared_ptr<Part>> servants_;
};

}  // namespace corbel::ifr
