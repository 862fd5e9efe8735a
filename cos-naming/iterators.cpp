// SPDX-License-Identifier: BSL-1.0
#include "cos-naming/iterators.hpp"

#include <algorithm>

namespace corbel::naming {

Page read_page(NamingStore& store, const ContextId& context, const std::optional<Component>& after,
               std::size_t how_many) {
    const auto limit = std::min(how_many, max_page);
    Page page;
    page.bindings = store.list(context, after, limit + 1);  // one more shows whether there is more
    std::size_t bytes = 0;
    std::size_t taken = 0;
    while (taken < std::min(limit, page.bindings.size()) && bytes < max_page_bytes) {
        bytes += page.bindings[taken].name.id.size() + page.bindings[taken].name.kind.size();
        ++taken;
    }
    page.more = taken < page.bindings.size();
    page.bindings.resize(taken);
    return page;
}

std::string Iterators::open(const ContextId& context, std::optional<Component> after, const std::string& client,
                            Clock::time_point now) {
    auto cursor = std::make_shared<Cursor>();
    cursor->context = context;
    cursor->after = std::move(after);
    const std::lock_guard lock{mutex_};
    make_room(client, now);
    auto id = std::to_string(++last_id_);
    entries_.push_back({id, client, std::move(cursor), now});
    ++of_client_[client];
    by_id_[id] = std::prev(entries_.end());
    return id;
}

void Iterators::end(Place entry) {
    const auto count = of_client_.find(entry->client);
    if (--count->second == 0) of_client_.erase(count);
    by_id_.erase(entry->id);
    entries_.erase(entry);
}

void Iterators::make_room(const std::string& client, Clock::time_point now) {
    const auto count = of_client_.find(client);
    if (count != of_client_.end() && count->second >= most_of_client_)
        end(std::find_if(entries_.begin(), entries_.end(), [&](const Entry& each) { return each.client == client; }));
    while (!entries_.empty() && (entries_.size() >= most_ || now - entries_.front().used > idle_))
        end(entries_.begin());
}

bool Iterators::is_open(const std::string& id) {
    const std::lock_guard lock{mutex_};
    return by_id_.contains(id);
}

std::shared_ptr<Iterators::Cursor> Iterators::use(const std::string& id, Clock::time_point now) {
    const std::lock_guard lock{mutex_};
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return nullptr;
    found->second->used = now;
    entries_.splice(entries_.end(), entries_, found->second);
    return found->second->cursor;
}

std::optional<std::vector<Binding>> Iterators::next(NamingStore& store, const std::string& id, std::size_t how_many,
                                                    Clock::time_point now) {
    const auto cursor = use(id, now);
    if (!cursor) return std::nullopt;
    const std::lock_guard lock{cursor->mutex};
    auto page = read_page(store, cursor->context, cursor->after, how_many);
    if (!page.bindings.empty()) cursor->after = page.bindings.back().name;
    return std::move(page.bindings);
}

bool Iterators::close(const std::string& id) {
    const std::lock_guard lock{mutex_};
    const auto found = by_id_.find(id);
    if (found == by_id_.end()) return false;
    end(found->second);
    return true;
}

std::size_t Iterators::count() {
    const std::lock_guard lock{mutex_};
    return entries_.size();
}

}  // namespace corbel::naming
