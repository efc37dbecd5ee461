#include "providers/example.hpp"

#include "providers/challenge.hpp"
#include "providers/connection_settings.hpp"

namespace providers {
namespace {

using mapping::errc;
using mapping::json_reader;
using mapping::pointer_token;

// A path below the definition's folder, so that a definition cannot make us read anything else.
bool is_relative_path(std::string_view path) {
    return path.front() != '/' && path.find("..") == std::string_view::npos;
}

std::string read_path(json_reader& in, const std::string& where) {
    std::string path = in.text(where);
    if (!path.empty() && !is_relative_path(path))
        in.fail(errc::not_allowed, where, "must be a path below the definition's folder");
    return path;
}

std::vector<header> read_headers(json_reader& in, const std::string& where) {
    std::vector<header> read;
    if (const auto* given = in.object(where))
        for (const auto& [name, ignored] : *given)
            read.push_back({std::string(name), in.text(where + pointer_token(name))});
    return read;
}

// What the request has besides its body.
void read_head(json_reader& in, const std::string& where, example& one) {
    one.path = in.text_or(where + "/path", "");
    one.query = in.text_or(where + "/query", "");
    one.headers = read_headers(in, where + "/headers");
}

// What its connection has.
void read_settings(json_reader& in, const std::string& where, example& one) {
    if (const auto* defaults = in.object(where + "/defaults")) one.defaults = *defaults;
    one.tables = read_tables(in, where + "/tables");
}

void read_event(json_reader& in, example& one) {
    in.object(one.where, {"request", "expect", "with"});
    one.request = read_path(in, one.where + "/request");
    one.expect = read_path(in, one.where + "/expect");
    const std::string with = one.where + "/with";
    if (!in.object(with, {"path", "query", "headers", "defaults", "tables", "sent", "fetched"}))
        return;
    read_head(in, with, one);
    read_settings(in, with, one);
    if (const auto* sent = in.object(with + "/sent")) one.sent = *sent;
    if (const auto* files = in.object(with + "/fetched"))
        for (const auto& [name, ignored] : *files)
            one.fetched.emplace(name, read_path(in, with + "/fetched" + pointer_token(name)));
}

expected_reply read_reply(json_reader& in, const std::string& where) {
    in.object(where, {"status", "type", "headers", "body"});
    expected_reply read;
    read.status = static_cast<unsigned>(in.integer_or(where + "/status", 200, 200, 599));
    if (auto type = in.text_or(where + "/type", ""); !type.empty()) read.type = std::move(type);
    read.headers = read_headers(in, where + "/headers");
    if (const json::value* body = in.find(where + "/body")) read.body = *body;
    if (!read.body.is_null() && !read.body.is_string() && !read.body.is_structured())
        in.fail(errc::wrong_type, where + "/body", "must be a text, or the JSON in it");
    return read;
}

void read_challenge(json_reader& in, example& one) {
    in.object(one.where, {"challenge", "respond", "with"});
    for (const char* needed : {"/challenge", "/respond"}) {
        const json::value* given = in.find(one.where + needed);
        if (!given || given->is_null()) in.fail(errc::missing, one.where + needed, "must be given");
    }
    const std::string asked = one.where + "/challenge";
    in.object(asked, {"method", "path", "query", "headers", "request"});
    one.method = read_challenge_method(in, asked + "/method");
    read_head(in, asked, one);
    if (in.find(asked + "/request")) one.request = read_path(in, asked + "/request");
    if (in.object(one.where + "/with", {"defaults", "tables"}))
        read_settings(in, one.where + "/with", one);
    one.reply = read_reply(in, one.where + "/respond");
}

}  // namespace

std::vector<example> read_examples(json_reader& in) {
    std::vector<example> all;
    const auto* list = in.array("/examples");
    for (std::size_t i = 0; list && i < list->size(); ++i) {
        example one;
        one.where = "/examples/" + std::to_string(i);
        if ((*list)[i].is_null()) in.fail(errc::missing, one.where, "must be given");
        const json::object* given = in.object(one.where);
        if (!given) continue;
        if (given->contains("challenge"))
            read_challenge(in, one);
        else
            read_event(in, one);
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace providers
