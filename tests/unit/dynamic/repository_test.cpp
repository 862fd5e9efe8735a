// SPDX-License-Identifier: BSL-1.0
#include "orb/engine/dynamic/repository.hpp"

#include <catch2/catch.hpp>

#include "orb/engine/base/error.hpp"
#include "orb/engine/base/minor.hpp"

using namespace corbel;
using namespace corbel::dynamic;
using types::TCKind;
using Kind = DefinitionKind;

namespace {

std::unique_ptr<Definition> made(Kind kind, const std::string& name, const Definition& inside) {
    auto definition = std::make_unique<Definition>();
    definition->kind = kind;
    definition->name = name;
    definition->id = id_inside(inside, name);
    return definition;
}

const Definition& add(Repository& repository, Kind kind, const std::string& name, const Definition& inside) {
    return repository.add(inside, made(kind, name, inside));
}

TypeSpec named(const Definition& definition) { return {TCKind::tk_void, definition.id, 0, 0, {}}; }
TypeSpec sequence(TypeSpec element) { return {TCKind::tk_sequence, {}, 0, 0, {std::move(element)}}; }

template <class Action>
std::pair<Error, std::uint32_t> error_of_action(Action action) {
    try {
        action();
    } catch (const SystemError& error) {
        return {error.error(), error.minor()};
    }
    return {Error::unknown, 0};
}

std::pair<Error, std::uint32_t> omg(Error error, std::uint32_t code) { return {error, minor::omg | code}; }

}  // namespace

TEST_CASE("ids and versions of the IDL format") {
    Repository repository;
    const auto& bank = add(repository, Kind::module, "Bank", repository.root());
    CHECK(bank.id == "IDL:Bank:1.0");
    CHECK(id_inside(bank, "Account") == "IDL:Bank/Account:1.0");
    CHECK(version_of("IDL:Bank/Account:2.3") == "2.3");
    CHECK(version_of("RMI:x:1") == "1.0");
}

TEST_CASE("a repository refuses what cannot stand in it") {
    Repository repository;
    const auto& bank = add(repository, Kind::module, "Bank", repository.root());
    const auto& account = add(repository, Kind::interface, "Account", bank);
    add(repository, Kind::operation, "close", account);
    const auto& special = add(repository, Kind::interface, "Special", bank);
    repository.change(special, [&](Definition& each) { each.bases = {account.id}; });

    CHECK(error_of_action([&] { repository.add(repository.root(), made(Kind::module, "Bank", repository.root())); }) ==
          omg(Error::bad_param, 2));
    auto other = made(Kind::module, "bank", repository.root());
    CHECK(error_of_action([&] { repository.add(repository.root(), std::move(other)); }) == omg(Error::bad_param, 3));
    CHECK(error_of_action([&] { add(repository, Kind::operation, "op", bank); }) == omg(Error::bad_param, 4));
    CHECK(error_of_action([&] { add(repository, Kind::attribute, "close", special); }) == omg(Error::bad_param, 5));
}

TEST_CASE("names are looked up outwards and in bases") {
    Repository repository;
    const auto& bank = add(repository, Kind::module, "Bank", repository.root());
    const auto& amount = add(repository, Kind::alias, "Amount", bank);
    const auto& account = add(repository, Kind::interface, "Account", bank);
    const auto& close = add(repository, Kind::operation, "close", account);
    const auto& special = add(repository, Kind::interface, "Special", bank);
    repository.change(special, [&](Definition& each) { each.bases = {account.id}; });

    CHECK(repository.lookup("::Bank::Amount", special) == &amount);
    CHECK(repository.lookup("Amount", special) == &amount);
    CHECK(repository.lookup("close", special) == &close);
    CHECK(repository.lookup("Special::close", bank) == &close);
    CHECK(repository.lookup("Bank::Special::close", repository.root()) == &close);
    CHECK(repository.lookup("Special::close::none", bank) == nullptr);
    CHECK(repository.lookup("::Amount", special) == nullptr);
    CHECK(repository.lookup("Bank::", repository.root()) == nullptr);
    CHECK(repository.lookup("", special) == nullptr);
    CHECK(close.scoped_name() == "Bank::Account::close");
}

TEST_CASE("TypeCodes follow the definitions") {
    Repository repository;
    const auto& tree = add(repository, Kind::structure, "Tree", repository.root());
    const auto& pair = add(repository, Kind::structure, "Pair", repository.root());
    repository.change(tree, [&](Definition& each) { each.members = {{"children", sequence(named(tree)), 0, false}}; });
    repository.change(pair, [&](Definition& each) {
        each.members = {{"one", named(tree), 0, false}, {"other", named(tree), 0, false}};
    });
    const auto before = repository.type(pair);
    CHECK(before->member(0).member(0).content().equal(before->member(1)));
    CHECK_FALSE(before->is_open());

    repository.change(tree, [&](Definition& each) { each.members.push_back({"x", {}, 0, false}); });
    repository.change(tree, [&](Definition& each) { each.members[1].type.kind = TCKind::tk_long; });
    CHECK(before->member(0).member_count() == 1);
    CHECK(repository.type(pair)->member(0).member_count() == 2);
}

TEST_CASE("an alias within the type that it stands for") {
    Repository repository;
    const auto& tree = add(repository, Kind::structure, "Tree", repository.root());
    const auto& trees = add(repository, Kind::alias, "Trees", repository.root());
    repository.change(trees, [&](Definition& each) { each.type = sequence(named(tree)); });
    repository.change(tree, [&](Definition& each) { each.members = {{"children", named(trees), 0, false}}; });
    const auto list = repository.type(trees);
    CHECK(list->content().content().member(0).equal(*list));
    CHECK(repository.type(tree)->member(0).content().content().equal(*repository.type(tree)));
}

TEST_CASE("types that cannot be are errors and end") {
    Repository repository;
    const auto& missing = add(repository, Kind::alias, "Missing", repository.root());
    const auto& itself = add(repository, Kind::alias, "Itself", repository.root());
    repository.change(missing, [&](Definition& each) { each.type.id = "IDL:Nowhere:1.0"; });
    repository.change(itself, [&](Definition& each) { each.type = named(itself); });
    CHECK(error_of_action([&] { repository.type(missing); }).first == Error::bad_inv_order);
    CHECK(error_of_action([&] { repository.type(itself); }).first == Error::bad_typecode);
    CHECK(error_of_action([&] { repository.type(repository.root()); }).first == Error::bad_typecode);

    const auto* inner = &add(repository, Kind::structure, "S", repository.root());
    for (int i = 0; i < 1000; ++i) {
        const auto& outer = add(repository, Kind::structure, "S" + std::to_string(i), repository.root());
        repository.change(outer, [&](Definition& each) { each.members = {{"in", named(*inner), 0, false}}; });
        inner = &outer;
    }
    CHECK(error_of_action([&] { repository.type(*inner); }).first == Error::imp_limit);
}

TEST_CASE("what is in use is not removed") {
    Repository repository;
    const auto& bank = add(repository, Kind::module, "Bank", repository.root());
    const auto& amount = add(repository, Kind::alias, "Amount", bank);
    const auto& total = add(repository, Kind::alias, "Total", bank);
    repository.change(total, [&](Definition& each) { each.type = named(amount); });
    CHECK(error_of_action([&] { repository.remove(amount); }) == omg(Error::bad_inv_order, 1));
    CHECK(error_of_action([&] { repository.remove(repository.root()); }) == omg(Error::bad_inv_order, 2));
    repository.remove(total);
    repository.remove(amount);
    CHECK(repository.find("IDL:Bank/Amount:1.0") == nullptr);
    repository.remove(bank);
    CHECK(repository.root().contents.empty());
}

TEST_CASE("merging opens modules again and completes forward declarations") {
    Repository one;
    const auto& bank = add(one, Kind::module, "Bank", one.root());
    const auto& forward = add(one, Kind::interface, "Account", bank);
    one.change(forward, [](Definition& each) { each.is_defined = false; });
    add(one, Kind::alias, "Amount", bank);

    Repository other;
    const auto& again = add(other, Kind::module, "Bank", other.root());
    add(other, Kind::alias, "Amount", again);
    add(other, Kind::operation, "close", add(other, Kind::interface, "Account", again));
    add(other, Kind::module, "Shop", other.root());
    one.merge(std::move(other));

    CHECK(one.root().contents.size() == 2);
    CHECK(one.find("IDL:Bank:1.0")->contents.size() == 2);
    CHECK(one.find("IDL:Bank/Account:1.0")->is_defined);
    CHECK(one.find("IDL:Bank/Account/close:1.0")->scoped_name() == "Bank::Account::close");
}
