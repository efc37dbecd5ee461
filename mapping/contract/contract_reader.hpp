#pragma once

#include <map>
#include <string>

#include "mapping/contract/api_contract.hpp"

namespace mapping {

// Makes a contract of a document. What it does not understand is a problem at its pointer, so that
// nothing of the definition is passed over in silence.
class contract_reader {
public:
    explicit contract_reader(const json::value& document);
    result<api_contract> read() &&;

private:
    const json_schema* schema(const json::value& from, const std::string& where);
    const json_schema* referenced(const std::string& pointer, const std::string& where);
    json_schema read_schema(const json::object& from, const std::string& where);
    void read_members(const json::object& from, const std::string& where, json_schema& to);
    void read_operation(std::string method, const std::string& path, const json::object& from,
                        const std::string& where);
    void read_parameter(const json::object& from, const std::string& where, api_operation& to);
    const json_schema* content(const json::object& from, const std::string& where);
    api_repeat read_repeat(const json::value* from, const std::string& where);
    std::string text(const json::object& from, const char* name, const std::string& where);
    void fail(errc code, const std::string& where, std::string what);

    const json::value& document_;
    api_contract made_;
    std::map<std::string, const json_schema*, std::less<>> named_;  // null: being read
    problems problems_;
};

}  // namespace mapping
