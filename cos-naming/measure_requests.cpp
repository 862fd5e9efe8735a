// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/metrics.hpp"
#include "orb/mapping/cpp11/portable_interceptor.hpp"

namespace corbel::naming {
namespace {

namespace PI = PortableInterceptor;
using InfoRef = IDL::traits<PI::ServerRequestInfo>::ref_type;

class Measure final : public virtual PI::ServerRequestInterceptor {
public:
    explicit Measure(Metrics& metrics) : metrics_{metrics} {}

    std::string name() override { return "cos-naming metrics"; }
    void receive_request_service_contexts(InfoRef) override { arrived = std::chrono::steady_clock::now(); }
    void send_reply(InfoRef info) override { count(info, {"ok"}); }
    void send_other(InfoRef info) override { count(info, {"ok"}); }
    void send_exception(InfoRef info) override {
        if (info->reply_status() != PI::SYSTEM_EXCEPTION) return count(info, {name_in(info->sending_exception_id())});
        count(info, {std::string{info->sending_exception().type()->name()}, true});
    }

private:
    // "NotFound" of "IDL:omg.org/CosNaming/NamingContext/NotFound:1.0".
    static std::string name_in(const std::string& repository_id) {
        const auto begin = repository_id.rfind('/') + 1;
        return repository_id.substr(begin, repository_id.rfind(':') - begin);
    }

    void count(const InfoRef& info, const Metrics::Outcome& outcome) {
        metrics_.count(info->operation(), outcome, std::chrono::steady_clock::now() - arrived);
    }

    // A request is received and answered by one thread, one after the other.
    static thread_local std::chrono::steady_clock::time_point arrived;
    Metrics& metrics_;
};

thread_local std::chrono::steady_clock::time_point Measure::arrived;

class AddMeasure final : public virtual PI::ORBInitializer {
public:
    explicit AddMeasure(Metrics& metrics) : metrics_{metrics} {}
    void post_init(IDL::traits<PI::ORBInitInfo>::ref_type info) override {
        info->add_server_request_interceptor(CORBA::make_reference<Measure>(metrics_));
    }

private:
    Metrics& metrics_;
};

}  // namespace

void measure_requests(Metrics& metrics) { PI::register_orb_initializer(CORBA::make_reference<AddMeasure>(metrics)); }

}  // namespace corbel::naming
