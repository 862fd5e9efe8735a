// SPDX-License-Identifier: BSL-1.0
#pragma once

#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "idlc/frontend/repository_id.hpp"
#include "idlc/frontend/semantics/names.hpp"

namespace corbel::idl {

/// The repository ids of declarations: prefixes in force, pragmas (CORBA 3.0.3, 10.7.5), typeid and typeprefix (3.15.1
/// and 3.15.2).
class RepositoryIds : public Names {
protected:
    using Names::Names;
    ~RepositoryIds() = default;

    template <class D>
    D* make_with_id(const Name& name) {
        auto* made = make<D>(name);
        made->repository_id = repository_id(prefixes_.current(), *made);
        return made;
    }
    /// For the time of its life declarations go into another scope.
    class Inside {
    public:
        Inside(RepositoryIds& analysis, Scope* scope, const Declaration* owner, Declarations* contents)
            : analysis_{analysis}, scope_{analysis.scope_}, owner_{analysis.owner_}, contents_{analysis.contents_} {
            analysis.scope_ = scope;
            analysis.owner_ = owner;
            analysis.contents_ = contents;
            analysis.prefixes_.enter_scope();
        }
        ~Inside() {
            analysis_.prefixes_.leave();
            analysis_.scope_ = scope_;
            analysis_.owner_ = owner_;
            analysis_.contents_ = contents_;
        }
        Inside(const Inside&) = delete;
        Inside& operator=(const Inside&) = delete;

    private:
        RepositoryIds& analysis_;
        Scope* scope_;
        const Declaration* owner_;
        Declarations* contents_;
    };
    /// Does what the preprocessor met before this offset.
    void advance(std::size_t offset);
    /// For the time of its life definitions come from another text, which knows nothing of the prefixes in force.
    class Reading {
    public:
        Reading(RepositoryIds& analysis, const Preprocessed& text)
            : analysis_{analysis}, text_{analysis.text_}, next_event_{analysis.next_event_} {
            analysis.text_ = &text;
            analysis.next_event_ = 0;
            analysis.prefixes_.enter_file(nullptr);
        }
        ~Reading() {
            analysis_.prefixes_.leave();
            analysis_.text_ = text_;
            analysis_.next_event_ = next_event_;
        }
        Reading(const Reading&) = delete;
        Reading& operator=(const Reading&) = delete;

    private:
        RepositoryIds& analysis_;
        const Preprocessed* text_;
        std::size_t next_event_;
    };
    const Declaration* type_id(const syntax::TypeId& from);
    const Declaration* type_prefix(const syntax::TypePrefix& from);
    /// Of a scope that is no type with members; null for other declarations.
    static const Declarations* contents_of(const Declaration& declaration);
    bool same_id(const Declaration& known, const Name& name);
    void adopt(Module* made);
    /// Warns where a module of the main file is opened again and the prefix in force gives it another id than it has.
    void tell_other_prefix(const Module& made);

    /// Does what `#pragma corba_ami` says, wherever it stood.
    void mark_asynchronous();

    PrefixStack prefixes_;
    std::unordered_map<const Declaration*, std::string> type_prefixes_;  ///< null: the global scope; modules: the first
    std::unordered_map<const Declaration*, std::vector<const Module*>> reopened_;  ///< by the first opening

private:
    /// A file that is included into a scope of the main file is a part of that.
    void take_in(std::uint32_t file);
    void pragma(const Preprocessed::Event& event);
    using PragmaWords = std::vector<PragmaWord>;
    void pragma_prefix(const PragmaWords& words, const Preprocessed::Event& event);
    void pragma_id(const PragmaWords& words, const Preprocessed::Event& event);
    void pragma_version(const PragmaWords& words, const Preprocessed::Event& event);
    void pragma_ami(PragmaWords words, const Preprocessed::Event& event);
    void set_id(Declaration& declaration, const std::string& id, const Location& place);
    /// Once for each declaration; the same again does no harm.
    void fix_id(Declaration& declaration, const std::string& id, const Location& place);
    Declaration* pragma_target(const PragmaWord& word, const Preprocessed::Event& event);
    /// The declaration of that name; null after an error, which it is too to have no repository id.
    Declaration* with_id(const ScopedName& name);
    void prefix_scope(const Declaration& declaration, const syntax::TypePrefix& from, const std::string& prefix);
    static const Declarations* nested_of(const Declaration& declaration);
    void set_type_prefix(const Declaration* target, const Declarations& contents, const std::string& prefix,
                         const Location& place);
    bool is_inside(const Declaration* target) const;
    void prefix_ids(const Declarations& contents, const std::string& prefix);
    void prefix_id(const Declaration& declaration, const std::string& prefix);

    std::size_t next_event_ = 0;
    std::vector<std::pair<PragmaWord, const Preprocessed::Event*>> asynchronous_;  ///< what #pragma corba_ami names
    std::unordered_set<const Declaration*> fixed_ids_;  ///< by typeid, #pragma ID or version
    std::unordered_set<std::string> other_prefixes_;  ///< ids that modules would have had, of which it has been told
};

}  // namespace corbel::idl
