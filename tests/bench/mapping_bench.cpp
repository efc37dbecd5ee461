// How long a lead of Thumbtack's takes from the bytes of its body to the CRM's booking: the shipped
// definition and its example. Phone numbers are measured apart, because they are libphonenumber's.
// `mapping_bench --body` prints the body that is read.

#include <benchmark/benchmark.h>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fstream>
#include <iostream>
#include <sstream>

#include "mapping/json.hpp"
#include "providers/connection.hpp"
#include "providers/yaml.hpp"

namespace {

std::string shipped(const std::string& file) {
    std::ifstream in(SOURCE_FOLDER "/config/providers/" + file);
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

std::string body(bool has_phone) {
    auto lead = mapping::parse_json(shipped("examples/thumbtack-lead.json")).value();
    if (!has_phone) lead.at("data").at("customer").as_object()["phone"] = nullptr;
    return boost::json::serialize(lead);
}

std::shared_ptr<const providers::connection> thumbtack() {
    const auto file = providers::parse_yaml(shipped("thumbtack.yaml")).value();
    providers::connection_settings settings;
    settings.tables = {{"job_types", {{"310044127755018240", 7001}}}};
    return providers::connection::make_disbelieving(
               providers::compile_definition("thumbtack", file.value).value(), settings)
        .value();
}

void decode(benchmark::State& state) {
    const std::string text = body(false);
    for (auto _ : state) benchmark::DoNotOptimize(mapping::parse_json(text));
}

void decode_and_map(benchmark::State& state, bool has_phone) {
    const auto through = thumbtack();
    providers::webhook hook;
    hook.method = "POST";
    hook.body = body(has_phone);
    for (auto _ : state) {
        const auto document = through->decode(hook).value();
        const auto part = through->part_of(document, {}).value();
        const auto who = through->identify(hook, part).value();
        benchmark::DoNotOptimize(through->map(hook, part, who).value());
    }
}

BENCHMARK(decode)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(decode_and_map, without_phone, false)->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(decode_and_map, with_phone, true)->Unit(benchmark::kMicrosecond);

}  // namespace

int main(int count, char** words) {
    if (count > 1 && std::string_view(words[1]) == "--body") {
        std::cout << body(false) << '\n';
        return 0;
    }
    benchmark::Initialize(&count, words);
    benchmark::RunSpecifiedBenchmarks();
}
