// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <functional>
#include <string_view>

#include "cos-naming/http_request.hpp"
#include "cos-naming/metrics.hpp"
#include "cos-naming/naming_store.hpp"

#include <corbel/corba.hpp>

namespace corbel::naming {

/// The page for people, and /metrics. Reads names and changes none; asks an object whether it is alive when told to.
class WebPage {
public:
    struct About {
        std::string endpoints;  ///< where the naming service is, for people
        std::string store;
        std::function<std::size_t()> watches;  ///< how many clients have; called from several threads
    };

    WebPage(IDL::traits<CORBA::ORB>::ref_type orb, NamingStore& store, const Metrics& metrics, About about);

    HttpResponse respond(const HttpRequest& request) const;

private:
    HttpResponse list(const HttpRequest& request) const;
    HttpResponse item(const HttpRequest& request) const;
    HttpResponse alive(const HttpRequest& request) const;
    HttpResponse search(const HttpRequest& request) const;
    HttpResponse status() const;
    HttpResponse metrics() const;
    std::optional<StoreSize> size() const;

    IDL::traits<CORBA::ORB>::ref_type orb_;
    NamingStore& store_;
    const Metrics& metrics_;
    const About about_;
};

/// The files of the page, which stand in cos-naming/page/.
extern const std::string_view page_html, page_css, page_js;

}  // namespace corbel::naming
